using System.Globalization;
using NJsonSchema;
using NSwag;

namespace Connector.Testing.OpenApi;

/// <summary>An operation of the API: a method on a path template such as <c>/api/v1/List/{id}/Items</c>.</summary>
public sealed class ApiOperation
{
    private readonly OpenApiOperation _operation;
    private readonly string[] _segments;

    internal ApiOperation(string method, string template, OpenApiOperation operation)
    {
        (Method, Template, _operation) = (method, template, operation);
        _segments = template.Trim('/').Split('/');
    }

    /// <summary>In upper case.</summary>
    public string Method { get; }

    /// <summary>The path with its parameters in braces.</summary>
    public string Template { get; }

    /// <summary>Literal segments weigh more than numbers, numbers more than texts.</summary>
    internal int Precision => _segments.Sum(segment => segment[0] != '{' ? 3 : IsInteger(segment) ? 2 : 1);

    /// <summary>Whether a query parameter is described; names are compared without case, since the samples write them either way.</summary>
    internal bool KnowsQuery(string name) => _operation.ActualParameters.Any(
        parameter => parameter.Kind == OpenApiParameterKind.Query && parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The request body's schema; null if it takes none.</summary>
    internal JsonSchema? Body => _operation.ActualParameters.FirstOrDefault(parameter => parameter.Kind == OpenApiParameterKind.Body)?.ActualSchema;

    internal bool KnowsStatus(int status) => _operation.ActualResponses.ContainsKey(status.ToString(CultureInfo.InvariantCulture));

    /// <summary>The schema of a described answer; null if it has no body.</summary>
    internal JsonSchema? Answer(int status) =>
        _operation.ActualResponses.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture))?.Schema?.ActualSchema;

    internal bool Fits(string method, string[] segments) =>
        Method.Equals(method, StringComparison.OrdinalIgnoreCase)
        && segments.Length == _segments.Length
        && segments.Zip(_segments).All(pair => Fits(pair.First, pair.Second));

    private bool Fits(string segment, string template) => template[0] != '{'
        ? segment.Equals(template, StringComparison.OrdinalIgnoreCase)
        : !IsInteger(template) || int.TryParse(segment, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private bool IsInteger(string template) => _operation.ActualParameters.Any(
        parameter => parameter.Kind == OpenApiParameterKind.Path && parameter.Name == template[1..^1] && parameter.ActualSchema.Type == JsonObjectType.Integer);
}
