using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Preconditions;

/// <summary>Values that a field certainly does not hold, in the form of its type, so that a tenant has no other reason to refuse them.</summary>
internal static class WrongValue
{
    /// <summary>A value other than the present one.</summary>
    public static string For(FieldType type, string present)
    {
        var other = FieldValue.TryParse(type, present, out var value) ? Other(value).ToWire() : "connector precondition probe";
        return FieldValue.AreEqual(type, other, present) ? throw new InvalidOperationException($"No other value of a {type} field was found.") : other;
    }

    private static FieldValue Other(FieldValue present) => present switch
    {
        FieldValue.Item item => new FieldValue.Item(Next(item.Id)),
        FieldValue.Whole whole => new FieldValue.Whole(Next(whole.Value)),
        FieldValue.Fraction fraction => new FieldValue.Fraction(fraction.Value == 1 ? 2 : 1),
        FieldValue.Flag flag => new FieldValue.Flag(!flag.Value),
        FieldValue.Day { Value: { Year: < 9999 } day } => new FieldValue.Day(day.AddDays(1)),
        FieldValue.Day => new FieldValue.Day(new DateOnly(2000, 1, 1)),
        FieldValue.Text text => new FieldValue.Text(text.Value.StartsWith('~') ? "connector precondition probe" : "~connector precondition probe"),
        _ => present,
    };

    private static int Next(int number) => number == int.MaxValue ? 1 : number + 1;
}
