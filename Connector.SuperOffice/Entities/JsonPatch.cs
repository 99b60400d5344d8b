using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// A JSON Patch (RFC 6902) of user-defined fields. Setting goes by the documented form, one <c>replace</c> of <c>CustomFields</c> by an object
/// that holds only the keys to change. Testing needs a leaf path each, whose key is escaped by RFC 6901. A path's leading slash is optional
/// here and left out, as in SuperOffice's samples.
/// </summary>
internal static class JsonPatch
{
    private const string Fields = "CustomFields";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The call.</summary>
    public static ApiCall Call(CrmEntity entity, int id, byte[] patch, DateTimeOffset? unmodifiedSince) =>
        new(HttpMethod.Patch, $"v1/{entity}/{{id}}", $"v1/{entity}/{id}")
        {
            ContentType = "application/json-patch+json",
            Body = patch,
            UnmodifiedSince = unmodifiedSince,
        };

    /// <summary>Writes the operations.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> operations)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartArray();
            operations(json);
            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    /// <summary>Tests a field on its own path.</summary>
    public static void TestField(Utf8JsonWriter json, string key, string? expected)
    {
        json.WriteStartObject();
        json.WriteString("op", "test");
        json.WriteString("path", $"{Fields}/{Escape(key)}");
        json.WriteString("value", expected);
        json.WriteEndObject();
    }

    /// <summary>Sets fields, all in one object.</summary>
    public static void ReplaceFields(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> values) => WriteObject(json, "replace", values);

    /// <summary>Tests fields in the form in which they are set. No document says that it is understood so.</summary>
    public static void TestFields(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> values) => WriteObject(json, "test", values);

    private static void WriteObject(Utf8JsonWriter json, string op, IEnumerable<KeyValuePair<string, string>> values)
    {
        json.WriteStartObject();
        json.WriteString("op", op);
        json.WriteString("path", Fields);
        json.WriteStartObject("value");
        foreach (var (key, value) in values)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Escape(string key) =>
        key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
