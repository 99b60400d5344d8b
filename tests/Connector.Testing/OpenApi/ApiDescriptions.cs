using System.Collections.Concurrent;
using NJsonSchema;
using NSwag;

namespace Connector.Testing.OpenApi;

/// <summary>
/// SuperOffice's own descriptions of its API, swagger 2.0, one file per resource: <c>rest/Swagger-v1-Contact.json</c> describes
/// <c>/api/v1/Contact</c>, <c>agent/Swagger-v1-MDOAgent.json</c> describes <c>/api/v1/Agents/MDO</c>. A file is read when the
/// first request for its resource is looked up. The files are not part of the repository: they are looked for in
/// <c>../shared/superoffice-openapi</c> beside it, or where <c>CONNECTOR_OPENAPI</c> says.
/// </summary>
public sealed class ApiDescriptions(string folder)
{
    /// <summary>Names the folder, if it is elsewhere.</summary>
    public const string Variable = "CONNECTOR_OPENAPI";

    private const string Root = "/api/v1/";
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<ApiOperation>>>> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder on this machine; null if it is not here, which is a reason to skip a test.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Why a test that needs the descriptions is skipped.</summary>
    public static string WhyAbsent => $"SuperOffice's API descriptions are not on this machine; {Variable} may name their folder.";

    /// <summary>The path from <c>/api/v1/</c> on, whatever host and tenant are before it; null if it is not of the API.</summary>
    public static string? ApiPath(string path)
    {
        var start = path.IndexOf(Root, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : path[start..];
    }

    /// <summary>The operation a request calls: of all whose path fits, the one with the most literal segments first.</summary>
    /// <param name="method">Such as <c>GET</c>.</param>
    /// <param name="apiPath">Path from <c>/api/v1/</c> on, without query.</param>
    public async Task<ApiOperation?> FindAsync(string method, string apiPath)
    {
        var segments = apiPath.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var file = segments switch
        {
            [_, _, var agents, var agent, ..] when agents.Equals("Agents", StringComparison.OrdinalIgnoreCase) => $"agent/Swagger-v1-{agent}Agent.json",
            [_, _, var resource, ..] => $"rest/Swagger-v1-{resource}.json",
            _ => null,
        };
        var operations = file is null ? [] : await _files.GetOrAdd(file, name => new(() => ReadAsync(name))).Value;
        return operations.Where(operation => operation.Fits(method, segments)).MaxBy(operation => operation.Precision);
    }

    private async Task<IReadOnlyList<ApiOperation>> ReadAsync(string name)
    {
        var path = Directory.EnumerateFiles(Path.Combine(folder, Path.GetDirectoryName(name)!))
            .FirstOrDefault(file => Path.GetFileName(file).Equals(Path.GetFileName(name), StringComparison.OrdinalIgnoreCase));
        if (path is null)
        {
            return [];
        }

        var document = await OpenApiDocument.FromJsonAsync(await File.ReadAllTextAsync(path));
        foreach (var schema in document.Definitions.Values.Where(schema => schema.Properties.Count > 0))
        {
            Close(schema);
        }

        return [.. document.Paths.SelectMany(entry => entry.Value.Select(operation => new ApiOperation(operation.Key.ToUpperInvariant(), entry.Key, operation.Value)))];
    }

    /// <summary>Swagger 2.0 leaves objects open; a member that is described nowhere is what these checks are to find.</summary>
    private static void Close(JsonSchema schema)
    {
        if (schema.AdditionalPropertiesSchema is null)
        {
            schema.AllowAdditionalProperties = false;
        }

        // Rows of searches and properties of webhooks are described as maps to objects, by which .NET's object is meant: any value.
        foreach (var row in schema.Properties.Values.SelectMany(property => new[] { property.AdditionalPropertiesSchema, property.Item?.AdditionalPropertiesSchema }))
        {
            if (row is { Type: JsonObjectType.Object, Properties.Count: 0, HasReference: false })
            {
                row.Type = JsonObjectType.None;
            }
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var candidate = Path.Combine(parent.FullName, "shared", "superoffice-openapi");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
