using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// A whole record on its way to the CRM, which replaces all of the record there by it: members a draft lacks may be emptied. So a draft starts
/// from what the API answered, either the record itself or a blank one with the tenant's defaults, and keeps what nobody touches.
/// </summary>
public sealed class RecordDraft
{
    private const string Links = "_Links";

    private static readonly string[] FieldMembers = ["CustomFields", "UserDefinedFields"];
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal RecordDraft(CrmEntity entity, JsonElement answer)
    {
        Entity = entity;
        Id = answer.OptionalInteger(RecordReader.KeyOf(entity)) ?? 0;
        ReadVersion = answer.OptionalDate("UpdatedDate") ?? answer.OptionalDate("CreatedDate");
        Json = JsonObject.Create(answer.Clone()) ?? throw new JsonException("the record is no object");
    }

    /// <summary>What it is.</summary>
    public CrmEntity Entity { get; }

    /// <summary>Primary key; 0 for a record that is not in the CRM yet.</summary>
    public int Id { get; }

    /// <summary>When the record last changed as we read it; null for a new one. Guards the writing.</summary>
    public DateTimeOffset? ReadVersion { get; }

    /// <summary>The members, free to be changed.</summary>
    public JsonObject Json { get; }

    /// <summary>Sets a member, or one within members such as <c>Address/Street/City</c>; objects on the way are made where there are none.</summary>
    public RecordDraft Set(string path, JsonNode? value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var parts = path.Split('/');
        var parent = Json;
        foreach (var part in parts[..^1])
        {
            parent = Open(parent, part);
        }

        parent[Known(parent, parts[^1])] = value;
        return this;
    }

    /// <summary>Sets a user-defined field to a value in wire form, in each of the two places where the record has it.</summary>
    public RecordDraft SetField(string progId, string wire)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(progId);
        ArgumentNullException.ThrowIfNull(wire);
        var elder = Json[Known(Json, "UserDefinedFields")] as JsonObject;
        var custom = Json[Known(Json, "CustomFields")] as JsonObject ?? (elder is null ? Open(Json, "CustomFields") : null);
        if (custom is not null)
        {
            custom[progId] = wire;
        }

        if (elder is not null && (custom is null || elder.ContainsKey(progId)))
        {
            elder[progId] = wire;
        }

        return this;
    }

    /// <summary>The member's text; null if it has none.</summary>
    internal string? Text(string name) => Json[Known(Json, name)] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The id of what a member refers to; null if it refers to nothing.</summary>
    internal int? Reference(string name, string key) =>
        Json[Known(Json, name)] is JsonObject other && other[Known(other, key)] is JsonValue value && value.TryGetValue(out int id) && id > 0 ? id : null;

    /// <summary>
    /// The body of a POST or PUT: all members but what the CRM makes itself, the display texts beside user-defined fields and the addresses of
    /// other views.
    /// </summary>
    internal byte[] ToBody()
    {
        var body = Json.DeepClone().AsObject();
        body.Remove(Known(body, Links));
        foreach (var fields in FieldMembers.Select(name => body[Known(body, name)]).OfType<JsonObject>())
        {
            foreach (var key in fields.Select(field => field.Key).Where(FieldsReader.IsDisplayText).ToList())
            {
                fields.Remove(key);
            }
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            body.WriteTo(json);
        }

        return buffer.ToArray();
    }

    private static JsonObject Open(JsonObject parent, string part)
    {
        var name = Known(parent, part);
        if (parent[name] is not JsonObject child)
        {
            child = parent[name] is null ? [] : throw new ArgumentException($"{part} has no members.", nameof(part));
            parent[name] = child;
        }

        return child;
    }

    // As the API spells it: it compares without case, and must not be told the same thing twice.
    private static string Known(JsonObject parent, string name) =>
        parent.Select(member => member.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
}
