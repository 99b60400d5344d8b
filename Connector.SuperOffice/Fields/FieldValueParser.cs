using System.Buffers;
using System.Globalization;

namespace Connector.SuperOffice.Fields;

/// <summary>Reads wire forms, encoded and plain, as recorded answers and documents show them.</summary>
internal static class FieldValueParser
{
    // Recorded answers put the month first; one table of the documentation prints the day first, with dots.
    private static readonly string[] DayFormats = ["MM/dd/yyyy", "M/d/yyyy", "yyyy-MM-dd", "dd.MM.yyyy"];
    private static readonly SearchValues<char> TimeOfDay = SearchValues.Create("0123456789:.+-Z");

    public static FieldValue? Parse(FieldType type, string wire) => type switch
    {
        FieldType.List => Integer(wire) is { } id ? new FieldValue.Item(id) : null,
        FieldType.Number => Integer(wire) is { } number ? new FieldValue.Whole(number) : null,
        FieldType.Decimal => Fraction(wire),
        FieldType.Checkbox => Flag(wire),
        FieldType.Date or FieldType.UnlimitedDate => Day(wire),
        _ => new FieldValue.Text(wire),
    };

    private static int? Integer(string wire)
    {
        var digits = Decode(wire, "I") ?? wire;
        return digits.Length == 0
            ? 0
            : int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer : null;
    }

    private static FieldValue.Fraction? Fraction(string wire)
    {
        var digits = Decode(wire, "F") ?? Decode(wire, "M") ?? Decode(wire, "I") ?? wire;
        return digits.Length == 0
            ? new FieldValue.Fraction(0)
            : double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? new FieldValue.Fraction(number)
                : null;
    }

    private static FieldValue.Flag? Flag(string wire) => (Decode(wire, "I") ?? wire).ToUpperInvariant() switch
    {
        "TRUE" or "1" => new FieldValue.Flag(true),
        "FALSE" or "0" or "" => new FieldValue.Flag(false),
        _ => null,
    };

    private static FieldValue.Day? Day(string wire)
    {
        var text = (Decode(wire, "D") ?? Decode(wire, "DT") ?? wire).Trim();
        if (text.Length == 0)
        {
            return new FieldValue.Day(null);
        }

        // A time of day may follow; a field of this type has none of its own.
        var end = text.AsSpan().IndexOfAny(' ', 'T');
        var day = end < 0 ? text : text[..end];
        var time = end < 0 ? [] : text.AsSpan(end + 1);
        return time.ContainsAnyExcept(TimeOfDay)
            || !DateOnly.TryParseExact(day, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
                ? null
                : new FieldValue.Day(parsed.Year == 1 ? null : parsed);
    }

    private static string? Decode(string wire, string marker) =>
        wire.StartsWith($"[{marker}:", StringComparison.Ordinal) && wire.EndsWith(']') ? wire[(marker.Length + 2)..^1] : null;
}
