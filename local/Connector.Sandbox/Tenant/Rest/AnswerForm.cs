using System.Text.Json.Nodes;
using Connector.Sandbox.Control;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// What an entity looks like on its way out: in the form of the tenant's version, as switches say, and with the members that
/// <c>$select</c> did not name set to null — SuperOffice keeps them, empty.
/// </summary>
internal static class AnswerForm
{
    public static JsonObject Shape(JsonObject entity, string? select, FaultSettings settings)
    {
        TakeMissing(entity, settings);
        if (settings.PlainNumbers)
        {
            foreach (var fields in FieldMembers.Names.Select(name => entity[name]).OfType<JsonObject>())
            {
                FieldMembers.ShowPlainNumbers(fields);
            }
        }

        if (!settings.CustomFields)
        {
            entity["CustomFields"] = new JsonObject();
        }

        return string.IsNullOrWhiteSpace(select) ? entity : Select(entity, select);
    }

    /// <summary>Takes the field out that the tenant has no more.</summary>
    public static void TakeMissing(JsonObject entity, FaultSettings settings)
    {
        foreach (var fields in FieldMembers.Names.Select(name => entity[name]).OfType<JsonObject>())
        {
            fields.Remove(settings.MissingField ?? "");
        }
    }

    private static JsonObject Select(JsonObject entity, string select)
    {
        var wanted = select.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in entity.Select(member => member.Key).Where(name => !wanted.Contains(name)).ToList())
        {
            entity[name] = null;
        }

        return entity;
    }
}
