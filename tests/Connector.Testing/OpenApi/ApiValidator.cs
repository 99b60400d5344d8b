using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Connector.Testing.OpenApi;

/// <summary>
/// Holds an exchange against the descriptions: the operation exists, its query parameters are known, both bodies fit their
/// schemas, the status is one the operation may answer. Swagger 2.0 cannot say what may be null, so any optional member may be.
/// </summary>
public sealed class ApiValidator(ApiDescriptions descriptions)
{
    private static readonly JsonSchemaValidator Schemas = new();

    /// <summary>What is wrong with the exchange, in words; empty if nothing is.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(ApiExchange exchange)
    {
        if (ApiDescriptions.ApiPath(exchange.Path) is not { } path)
        {
            return []; // Login and tenant state are described in no file.
        }

        if (await descriptions.FindAsync(exchange.Method, path) is not { } operation)
        {
            return IsException(exchange.Method, path) || exchange.Status is >= 400 and < 500 ? [] : [$"{exchange.Method} {path}: no such operation is described"];
        }

        // A request that was refused for its form does not have to be in form.
        var faults = exchange.Status is 400 or 415 ? [] : Request(operation, exchange);
        return [.. faults.Concat(Response(operation, exchange)).Select(fault => $"{operation.Method} {operation.Template} ({path}{exchange.Query}): {fault}")];
    }

    private static IEnumerable<string> Request(ApiOperation operation, ApiExchange exchange)
    {
        foreach (var name in QueryHelpers.ParseQuery(exchange.Query).Keys.Where(name => !operation.KnowsQuery(name)))
        {
            yield return $"the query parameter {name} is not described";
        }

        if (exchange.Body.Length > 0 && operation.Body is not { })
        {
            yield return "the request has a body, but takes none";
        }

        foreach (var fault in operation.Body is { } schema && exchange.Body.Length > 0 ? Faults("request", exchange.Body, schema) : [])
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Response(ApiOperation operation, ApiExchange exchange)
    {
        if (exchange.Status >= 400)
        {
            return operation.KnowsStatus(exchange.Status) || KnownExceptions.ErrorStatuses.Contains(exchange.Status)
                ? [] : [$"status {exchange.Status} is not described"];
        }

        return !operation.KnowsStatus(exchange.Status) ? [$"status {exchange.Status} is not described"]
            : operation.Answer(exchange.Status) is not { } schema ? exchange.Answer.Length == 0 ? [] : [$"status {exchange.Status} has no body"]
            : exchange.Answer == "null" && KnownExceptions.MayBeNull(operation.Template) ? []
            : Faults("response", exchange.Answer, schema);
    }

    private static IEnumerable<string> Faults(string which, string body, JsonSchema schema)
    {
        try
        {
            using var _ = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return [$"the {which} is not JSON"];
        }

        return Schemas.Validate(body, schema, SchemaType.Swagger2).SelectMany(Leaves).Select(error => $"the {which} does not fit at {error.Path}: {error.Kind}");
    }

    /// <summary>An error in a described map comes wrapped; what is inside says which member it is.</summary>
    private static IEnumerable<ValidationError> Leaves(ValidationError error) => error is ChildSchemaValidationError child
        ? child.Errors.Values.SelectMany(errors => errors).SelectMany(Leaves).DefaultIfEmpty(error)
        : [error];

    private static bool IsException(string method, string path) => KnownExceptions.Operations.Any(known =>
        known.Method.Equals(method, StringComparison.OrdinalIgnoreCase) && path.StartsWith(known.Path, StringComparison.OrdinalIgnoreCase));
}
