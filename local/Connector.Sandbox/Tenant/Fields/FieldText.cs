using System.Globalization;

namespace Connector.Sandbox.Tenant.Fields;

/// <summary>
/// The three forms of a field's value. *Stored*: what a row holds, invariant plain text (<c>14</c>, <c>2026-03-02</c>, <c>True</c>),
/// empty for no value. *Wire*: what the API answers (<c>[I:14]</c>, <c>[D:03/02/2026]</c>). *Input*: what the API accepts, which is
/// the wire form or plain text. Source: SuperOffice docs, api/archive-providers/encoded-values.
/// </summary>
internal static class FieldText
{
    private const string EmptyDate = "[D:01/01/0001 00:00:00.0000000]";
    private static readonly string[] DateForms =
        ["MM/dd/yyyy", "MM/dd/yyyy HH:mm:ss", "MM/dd/yyyy HH:mm:ss.FFFFFFF", "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static string ToWire(FieldColumn field, string stored) => field.Kind switch
    {
        FieldKind.List => stored.Length == 0 ? "[I:0]" : $"[I:{stored}]",
        FieldKind.Number => stored.Length == 0 ? "[I:0]" : $"[I:{stored}]",
        FieldKind.Decimal => stored.Length == 0 ? "[F:0]" : $"[F:{stored}]",
        FieldKind.Checkbox => stored.Length == 0 ? "False" : stored,
        FieldKind.Date or FieldKind.UnlimitedDate => stored.Length == 0
            ? EmptyDate
            : DateOnly.ParseExact(stored, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("'[D:'MM'/'dd'/'yyyy']'", CultureInfo.InvariantCulture),
        _ => stored,
    };

    /// <summary>What people see: an item's name, else the stored value.</summary>
    public static string Display(UserLists lists, FieldColumn field, string stored) =>
        field.ListId is { } list && stored.Length > 0 ? lists.Find(list)?.Item(int.Parse(stored, CultureInfo.InvariantCulture))?.Name ?? "" : stored;

    /// <summary>Reads input.</summary>
    /// <exception cref="TenantException">400: the value does not fit the field.</exception>
    public static string FromInput(UserLists lists, FieldColumn field, string? input)
    {
        if (string.IsNullOrEmpty(input))
        {
            return "";
        }

        var (marker, text) = Unwrap(field, input);
        return field.Kind switch
        {
            FieldKind.List => FromItem(lists, field, marker, text),
            FieldKind.Number => Number(field, marker, text),
            FieldKind.Decimal => marker is null or "F" or "M" && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : throw Unfit(field),
            FieldKind.Checkbox => FromCheckbox(field, text),
            FieldKind.Date or FieldKind.UnlimitedDate => FromDate(field, marker, text),
            _ => Cut(text.TrimEnd(), field.TextLength),
        };
    }

    /// <summary>Splits <c>[I:14]</c> into marker and content; texts are taken as they are, whatever they look like.</summary>
    private static (string? Marker, string Text) Unwrap(FieldColumn field, string input)
    {
        var colon = input.IndexOf(':', StringComparison.Ordinal);
        return field.Kind is FieldKind.ShortText or FieldKind.LongText || input[0] != '[' || input[^1] != ']' || colon < 0
            ? (null, input)
            : (input[1..colon], input[(colon + 1)..^1]);
    }

    private static string FromItem(UserLists lists, FieldColumn field, string? marker, string text)
    {
        var id = Number(field, marker, text);
        return id.Length == 0 || lists.Find(field.ListId!.Value)?.Item(int.Parse(id, CultureInfo.InvariantCulture)) is { Deleted: false } ? id : throw Unfit(field);
    }

    private static string Number(FieldColumn field, string? marker, string text) =>
        marker is null or "I" && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture)
            : throw Unfit(field);

    private static string FromCheckbox(FieldColumn field, string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" => "True",
        "FALSE" or "0" => "",
        _ => throw Unfit(field),
    };

    private static string FromDate(FieldColumn field, string? marker, string text) =>
        marker is null or "D" or "DT"
        && DateTime.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date.Year == 1 ? "" : date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : throw Unfit(field);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static TenantException Unfit(FieldColumn field) =>
        TenantException.BadRequest($"The value does not fit the user-defined field {field.ProgId} of type {field.Kind}");
}
