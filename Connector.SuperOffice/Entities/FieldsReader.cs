using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Reads a record's user-defined fields from <c>CustomFields</c> and its deprecated elder <c>UserDefinedFields</c>: which of them
/// a tenant fills depends on its version. A record with neither is unreadable; taking it for one whose fields are all empty would
/// overwrite what people entered.
/// </summary>
/// <remarks>
/// A value that is no simple one is kept as what it is: only a mapping knows whether anybody cares, see <see cref="RecordFields"/>. Where one
/// place is empty and the other full, the field is full.
/// </remarks>
internal static class FieldsReader
{
    /// <summary>The fields by ProgId.</summary>
    /// <exception cref="JsonException">They are not a dictionary.</exception>
    public static IReadOnlyDictionary<string, string> Read(JsonElement record)
    {
        var custom = Dictionary(record, "CustomFields");
        // Where there are custom fields, an odd shape of what they replace says nothing.
        var elder = custom is not null && record.Member("UserDefinedFields") is { ValueKind: not JsonValueKind.Object }
            ? null
            : Dictionary(record, "UserDefinedFields");
        if (elder is null && custom is null)
        {
            throw new JsonException("CustomFields and UserDefinedFields are missing");
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var odd = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(fields, odd, elder);
        Add(fields, odd, custom);
        return odd.Count == 0 ? fields : new RecordFields(fields, odd);
    }

    /// <summary>True for siblings such as <c>SuperOffice:83:DisplayText</c>, which hold what people see, in somebody's language.</summary>
    public static bool IsDisplayText(string key) =>
        key.LastIndexOf(':') is var colon and > 0 && key.AsSpan(colon + 1).StartsWith("Display", StringComparison.Ordinal);

    // Some serialisers write an empty dictionary as an empty text or list.
    private static JsonElement? Dictionary(JsonElement record, string name) => record.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.TextOrNull() is { } empty && string.IsNullOrWhiteSpace(empty) => null,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 0 => null,
        _ => record.OptionalObject(name),
    };

    private static void Add(Dictionary<string, string> fields, Dictionary<string, string> odd, JsonElement? dictionary)
    {
        if (dictionary is null)
        {
            return;
        }

        foreach (var member in dictionary.Value.EnumerateObject())
        {
            if (member.NameOrNull() is not { } name || IsDisplayText(name))
            {
                continue;
            }

            if (member.Value.ValueKind == JsonValueKind.Null || (member.Value.TextOrNull() is "" && (fields.ContainsKey(name) || odd.ContainsKey(name))))
            {
                continue;
            }

            odd.Remove(name);
            fields.Remove(name);
            if (Simple(member.Value) is { } value)
            {
                fields[name] = value;
            }
            else
            {
                odd[name] = member.Value.ValueKind.ToString();
            }
        }
    }

    private static string? Simple(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.TextOrNull(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => null,
    };
}
