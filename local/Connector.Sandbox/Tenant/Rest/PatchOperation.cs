using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// One operation on a carrier: <c>add</c>, <c>replace</c>, <c>remove</c> or <c>test</c>; SuperOffice knows no <c>move</c> and
/// no <c>copy</c>. A path's leading slash is optional. A merge patch is read as the operations it amounts to.
/// </summary>
/// <param name="Op">In lower case.</param>
/// <param name="Path">The unescaped segments.</param>
/// <param name="Value">For all but <c>remove</c>.</param>
internal sealed record PatchOperation(string Op, IReadOnlyList<string> Path, JsonNode? Value)
{
    private const int MaxOperations = 200;

    /// <summary>The path as text, for messages.</summary>
    public string PathText => "/" + string.Join('/', Path);

    /// <summary>Reads a JSON Patch array (RFC 6902) or a merge object (RFC 7396).</summary>
    /// <exception cref="TenantException">400: neither.</exception>
    public static IReadOnlyList<PatchOperation> Read(JsonNode? patch, JsonObject carrier)
    {
        IReadOnlyList<PatchOperation> operations = patch switch
        {
            JsonArray array => [.. array.Select(ReadOne)],
            JsonObject merge => [.. FromMerge(merge, carrier, [])],
            _ => throw TenantException.BadRequest("A patch is an array of operations or an object"),
        };
        return operations.Count <= MaxOperations ? operations : throw TenantException.BadRequest($"More than {MaxOperations} operations");
    }

    private static PatchOperation ReadOne(JsonNode? node)
    {
        if (node is not JsonObject operation || TextOf(operation["op"]) is not { } op || TextOf(operation["path"]) is not { } path)
        {
            throw TenantException.BadRequest("An operation is an object with op and path");
        }

        op = op.ToLowerInvariant();
        return op is "add" or "replace" or "remove" or "test"
            ? new(op, [.. path.TrimStart('/').Split('/').Select(Unescape)], operation["value"])
            : throw TenantException.BadRequest("Supported operations are add, replace, remove and test");
    }

    /// <summary>An object where an array lives appends to it; an array replaces it; null removes.</summary>
    private static IEnumerable<PatchOperation> FromMerge(JsonObject merge, JsonNode? target, IReadOnlyList<string> path) =>
        merge.SelectMany(member =>
        {
            IReadOnlyList<string> here = [.. path, member.Key];
            var present = (target as JsonObject)?[member.Key];
            return (member.Value, present) switch
            {
                (null, _) => [new PatchOperation("remove", here, null)],
                (JsonObject, JsonArray) => [new PatchOperation("add", [.. here, "-"], member.Value)],
                (JsonObject nested, _) => FromMerge(nested, present, here),
                _ => [new PatchOperation("replace", here, member.Value)],
            };
        });

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
