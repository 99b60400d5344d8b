namespace Connector.Sandbox.Tenant.Fields;

/// <summary>Type of a user-defined field; names and numbers are SuperOffice's.</summary>
internal enum FieldKind
{
    Number = 1,
    ShortText = 2,
    LongText = 3,
    Date = 4,
    UnlimitedDate = 5,
    Checkbox = 6,
    List = 7,
    Decimal = 8,
}

/// <summary>A user-defined field of a layout.</summary>
/// <param name="ProgId">Its name in the entity, compared with case.</param>
/// <param name="Label">What people see.</param>
/// <param name="Kind">Its type.</param>
/// <param name="TextLength">Longest text; longer ones are cut. 0 where it does not apply.</param>
/// <param name="ListId">The user-defined list whose items it takes, for lists.</param>
internal sealed record FieldColumn(string ProgId, string Label, FieldKind Kind, int TextLength = 0, int? ListId = null)
{
    /// <summary>The number in a ProgId such as <c>SuperOffice:83</c>.</summary>
    public int UdefIdentity => int.Parse(ProgId.AsSpan(ProgId.IndexOf(':', StringComparison.Ordinal) + 1), System.Globalization.CultureInfo.InvariantCulture);
}
