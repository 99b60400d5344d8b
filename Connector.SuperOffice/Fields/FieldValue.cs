using System.Diagnostics.CodeAnalysis;

namespace Connector.SuperOffice.Fields;

/// <summary>
/// A user-defined field's value. The API carries every value as a string, its <em>wire form</em>, whose shape depends on the
/// field's type: <c>[I:14]</c> for list items and numbers, <c>[D:06/01/2020]</c> (month first) for dates, <c>True</c> or
/// <c>False</c> for check boxes, <c>[F:1.5]</c> for decimals, plain text otherwise. What is written may come back in
/// another form, and unencoded forms are accepted, so values are compared by what they mean.
/// Source: SuperOffice docs, archive-providers/encoded-values and recorded answers.
/// </summary>
public abstract record FieldValue
{
    private FieldValue()
    {
    }

    /// <summary>A short or long text.</summary>
    /// <param name="Value">The text, as it is.</param>
    public sealed record Text(string Value) : FieldValue;

    /// <summary>An item of a list.</summary>
    /// <param name="Id">Its id; 0 for none.</param>
    public sealed record Item(int Id) : FieldValue;

    /// <summary>A day.</summary>
    /// <param name="Value">Null for none, which the API writes as year 1.</param>
    public sealed record Day(DateOnly? Value) : FieldValue;

    /// <summary>A check box.</summary>
    /// <param name="Value">True if it is checked.</param>
    public sealed record Flag(bool Value) : FieldValue;

    /// <summary>A whole number.</summary>
    /// <param name="Value">The number; 0 is also what a field that was never set holds.</param>
    public sealed record Whole(int Value) : FieldValue;

    /// <summary>A decimal number.</summary>
    /// <param name="Value">The number; 0 is also what a field that was never set holds.</param>
    public sealed record Fraction(double Value) : FieldValue;

    /// <summary>True for what a field holds that was never set: no text, no item, no day, unchecked, 0.</summary>
    public bool Empty => this switch
    {
        Text text => FieldText.Normalize(text.Value).Length == 0,
        Item item => item.Id == 0,
        Day day => day.Value is null,
        Flag flag => !flag.Value,
        Whole whole => whole.Value == 0,
        Fraction fraction => fraction.Value == 0,
        _ => false,
    };

    /// <summary>Reads a wire form.</summary>
    /// <param name="type">The field's type; a field of unknown type is taken for text.</param>
    /// <param name="wire">The wire form; null like an empty one.</param>
    /// <param name="value">The value.</param>
    /// <returns>False if it is none of the forms known for the type.</returns>
    public static bool TryParse(FieldType type, string? wire, [NotNullWhen(true)] out FieldValue? value)
    {
        value = FieldValueParser.Parse(type, wire ?? "");
        return value is not null;
    }

    /// <summary>The wire form in which the value is written.</summary>
    public string ToWire() => FieldValueFormatter.Format(this);

    /// <summary>The wire form of a list item.</summary>
    public static string EncodeListItem(int id) => new Item(id).ToWire();

    /// <summary>The wire form of a day.</summary>
    public static string EncodeDate(DateOnly? day) => new Day(day).ToWire();

    /// <summary>True if a field of this type with this wire form holds nothing. A form nobody can read holds something.</summary>
    public static bool IsEmpty(FieldType type, string? wire) =>
        string.IsNullOrEmpty(wire) || (TryParse(type, wire, out var value) && value.Empty);

    /// <summary>
    /// True if two wire forms mean the same: list items by id, dates by day, numbers by value, texts after the CRM's own
    /// normalisation of line ends and trailing white space.
    /// </summary>
    public static bool AreEqual(FieldType type, string? left, string? right)
    {
        if (TryParse(type, left, out var leftValue) && TryParse(type, right, out var rightValue))
        {
            return (leftValue, rightValue) switch
            {
                (Text leftText, Text rightText) => FieldText.AreEqual(leftText.Value, rightText.Value),
                _ => leftValue == rightValue,
            };
        }

        // At least one of them is of no known form: they are the same only if they look the same.
        return FieldText.AreEqual(left ?? "", right ?? "");
    }
}
