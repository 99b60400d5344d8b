using System.Globalization;

namespace Connector.SuperOffice.Fields;

/// <summary>Makes wire forms. Dates must be encoded when written; the rest is encoded so that it reads back as it was.</summary>
internal static class FieldValueFormatter
{
    /// <summary>How the API itself writes a date that is not set.</summary>
    public const string NoDay = "[D:01/01/0001 00:00:00.0000000]";

    public static string Format(FieldValue value) => value switch
    {
        FieldValue.Text text => text.Value,
        FieldValue.Item item => Encode('I', item.Id.ToString(CultureInfo.InvariantCulture)),
        FieldValue.Whole whole => Encode('I', whole.Value.ToString(CultureInfo.InvariantCulture)),
        FieldValue.Fraction fraction => Encode('F', fraction.Value.ToString("R", CultureInfo.InvariantCulture)),
        FieldValue.Flag flag => flag.Value ? "True" : "False",
        FieldValue.Day { Value: null } => NoDay,
        FieldValue.Day day => Encode('D', day.Value!.Value.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)),
        _ => throw new InvalidOperationException($"No wire form for {value.GetType().Name}."),
    };

    private static string Encode(char marker, string value) => $"[{marker}:{value}]";
}
