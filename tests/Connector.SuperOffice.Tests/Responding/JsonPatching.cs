using System.Text.Json.Nodes;

namespace Connector.SuperOffice.Tests.Responding;

/// <summary>
/// Applies a JSON Patch by the letter of RFC 6902 and RFC 6901, but for two liberties of SuperOffice's: the leading slash is optional, and an object that
/// replaces a dictionary of fields is merged into it. Written apart from the client so that it can disagree with it.
/// </summary>
internal static class JsonPatching
{
    /// <summary>The patched copy; null if a test failed.</summary>
    public static JsonObject? Apply(JsonObject record, JsonArray patch)
    {
        var copy = record.DeepClone().AsObject();
        foreach (var operation in patch.Select(node => node!.AsObject()))
        {
            var path = ((string)operation["path"]!).TrimStart('/').Split('/').Select(Unescape).ToList();
            var parent = path.SkipLast(1).Aggregate((JsonNode)copy, (node, part) => node[part]!).AsObject();
            switch ((string)operation["op"]!)
            {
                case "test" when !Holds(parent[path[^1]], operation["value"]):
                    return null;
                case "test":
                    break;
                case "replace" when operation["value"] is JsonObject fields:
                    foreach (var (key, value) in fields)
                    {
                        parent[path[^1]]!.AsObject()[key] = value?.DeepClone();
                    }

                    break;
                default:
                    throw new NotSupportedException(operation.ToJsonString());
            }
        }

        return copy;
    }

    private static bool Holds(JsonNode? present, JsonNode? expected) => (present, expected) switch
    {
        (JsonObject fields, JsonObject some) => some.All(field => JsonNode.DeepEquals(fields[field.Key], field.Value)),
        _ => JsonNode.DeepEquals(present, expected),
    };

    // First ~1, then ~0: the other way round, ~01 would become a slash.
    private static string Unescape(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
