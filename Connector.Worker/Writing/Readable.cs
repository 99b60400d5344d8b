using System.Globalization;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>What people see of a field's value: an item's name instead of its id, a day instead of a wire form.</summary>
internal static class Readable
{
    /// <summary>The value for people; null where the wire form says it well enough.</summary>
    /// <param name="type">The field's type.</param>
    /// <param name="wire">The wire form.</param>
    /// <param name="items">For list fields: the list's items, as far as they are known.</param>
    public static string? Of(FieldType type, string? wire, IReadOnlyList<ListItem>? items = null) =>
        !FieldValue.TryParse(type, wire, out var value) ? null
        : value.Empty ? ""
        : value switch
        {
            FieldValue.Item item => items?.FirstOrDefault(known => known.Id == item.Id)?.Name,
            FieldValue.Day day => day.Value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => null,
        };
}
