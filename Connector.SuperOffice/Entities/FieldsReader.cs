using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Reads a record's user-defined fields from <c>CustomFields</c> and its deprecated elder <c>UserDefinedFields</c>: which of them
/// a tenant fills depends on its version. A record with neither is unreadable; taking it for one whose fields are all empty would
/// overwrite what people entered.
/// </summary>
internal static class FieldsReader
{
    /// <summary>The fields by ProgId.</summary>
    /// <exception cref="JsonException">They are not a dictionary of simple values.</exception>
    public static Dictionary<string, string> Read(JsonElement record)
    {
        var elder = record.OptionalObject("UserDefinedFields");
        var custom = record.OptionalObject("CustomFields");
        if (elder is null && custom is null)
        {
            throw new JsonException("CustomFields and UserDefinedFields are missing");
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(fields, elder);
        Add(fields, custom);
        return fields;
    }

    /// <summary>True for siblings such as <c>SuperOffice:83:DisplayText</c>, which hold what people see, in somebody's language.</summary>
    public static bool IsDisplayText(string key) =>
        key.LastIndexOf(':') is var colon and > 0 && key.AsSpan(colon + 1).StartsWith("Display", StringComparison.Ordinal);

    private static void Add(Dictionary<string, string> fields, JsonElement? dictionary)
    {
        if (dictionary is null)
        {
            return;
        }

        foreach (var member in dictionary.Value.EnumerateObject().Where(member => !IsDisplayText(member.Name)))
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.String:
                    fields[member.Name] = member.Value.GetString()!;
                    break;
                case JsonValueKind.Number:
                    fields[member.Name] = member.Value.GetRawText();
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    fields[member.Name] = member.Value.GetBoolean() ? "True" : "False";
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    throw new JsonException($"a user-defined field is {member.Value.ValueKind} instead of a text");
            }
        }
    }
}
