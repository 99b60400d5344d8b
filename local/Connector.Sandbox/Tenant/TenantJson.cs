using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tenant;

/// <summary>The API's JSON habits: PascalCase, dates without a zone although they are UTC.</summary>
internal static class TenantJson
{
    public const string NoDate = "0001-01-01T00:00:00";

    public static JsonSerializerOptions Pascal { get; } = new() { PropertyNamingPolicy = null };

    /// <summary>Member names in requests are read without case.</summary>
    public static JsonNodeOptions AnyCase { get; } = new() { PropertyNameCaseInsensitive = true };

    /// <summary>How bodies are read: SuperOffice's own samples have a comma behind the last member.</summary>
    public static JsonDocumentOptions Bodies { get; } = new() { MaxDepth = 32, AllowTrailingCommas = true };

    public static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    public static IResult Ok(JsonNode? body) => Results.Text(body?.ToJsonString(Pascal) ?? "null", "application/json");
}
