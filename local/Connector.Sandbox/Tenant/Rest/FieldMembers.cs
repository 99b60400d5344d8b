using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// User-defined fields in a carrier: the same values under <c>CustomFields</c> and, older, <c>UserDefinedFields</c>; list
/// fields have the siblings <c>:DisplayText</c> and <c>:DisplayTooltip</c>, which a save ignores.
/// </summary>
internal static class FieldMembers
{
    public static ImmutableArray<string> Names { get; } = ["UserDefinedFields", "CustomFields"];

    public static JsonObject Render(FieldLayout layout, EntityRow row, UserLists lists)
    {
        var members = new JsonObject();
        foreach (var field in layout.Fields)
        {
            var stored = row.UserFields.GetValueOrDefault(field.ProgId, "");
            members[field.ProgId] = FieldText.ToWire(field, stored);
            if (field.ListId is not null)
            {
                members[field.ProgId + ":DisplayText"] = FieldText.Display(lists, field, stored);
                members[field.ProgId + ":DisplayTooltip"] = "";
            }
        }

        return members;
    }

    /// <summary>The fields after a save: what differs from the rendered row is set, in either member.</summary>
    /// <exception cref="TenantException">400: unknown ProgId or unfit value.</exception>
    public static ImmutableSortedDictionary<string, string> Apply(FieldLayout layout, EntityRow row, JsonObject carrier, UserLists lists)
    {
        var fields = row.UserFields.ToBuilder();
        var rendered = Render(layout, row, lists);
        foreach (var name in Names)
        {
            if (carrier[name] is not { } node)
            {
                continue;
            }

            var members = node as JsonObject ?? throw TenantException.BadRequest($"{name} must be an object");
            foreach (var (key, value) in members.Where(member => !IsDisplay(member.Key)))
            {
                var input = Input(key, value);
                if (rendered[key] is { } before && before.GetValue<string>() == input)
                {
                    continue;
                }

                var field = layout.Find(key) ?? throw TenantException.BadRequest($"There is no user-defined field {Printable(key)}");
                Set(fields, field, FieldText.FromInput(lists, field, input));
            }
        }

        return fields.ToImmutable();
    }

    /// <summary>Whether a field holds a value, whatever of its forms the value is given in; null and "" mean empty.</summary>
    public static bool Holds(FieldLayout layout, JsonObject members, string key, JsonNode? expected, UserLists lists)
    {
        if (layout.Find(key) is not { } field)
        {
            return false;
        }

        try
        {
            return FieldText.FromInput(lists, field, Input(key, members[key])) == FieldText.FromInput(lists, field, Input(key, expected));
        }
        catch (TenantException)
        {
            return false;
        }
    }

    /// <summary>Takes the marker off numbers (<c>[I:5]</c> becomes <c>5</c>), but not off list items, which have siblings.</summary>
    public static void ShowPlainNumbers(JsonObject members)
    {
        foreach (var (key, value) in members.ToList())
        {
            if (!members.ContainsKey(key + ":DisplayText") && value?.GetValue<string>() is { } text
                && text.StartsWith("[I:", StringComparison.Ordinal) && text.EndsWith(']'))
            {
                members[key] = text[3..^1];
            }
        }
    }

    private static bool IsDisplay(string key) =>
        key.EndsWith(":DisplayText", StringComparison.Ordinal) || key.EndsWith(":DisplayTooltip", StringComparison.Ordinal);

    private static string Input(string key, JsonNode? value) => value switch
    {
        null => "",
        JsonValue single when single.TryGetValue(out string? text) => text,
        JsonValue single => single.ToJsonString(),
        _ => throw TenantException.BadRequest($"The value of {Printable(key)} must be a string"),
    };

    private static void Set(ImmutableSortedDictionary<string, string>.Builder fields, FieldColumn field, string stored)
    {
        if (stored.Length == 0)
        {
            fields.Remove(field.ProgId);
        }
        else
        {
            fields[field.ProgId] = stored;
        }
    }

    private static string Printable(string key) => new([.. key.Where(c => !char.IsControl(c)).Take(60)]);
}
