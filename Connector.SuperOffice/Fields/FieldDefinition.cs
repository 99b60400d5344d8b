namespace Connector.SuperOffice.Fields;

/// <summary>Type of a user-defined field, by SuperOffice's numbers.</summary>
public enum FieldType
{
    /// <summary>Not told or not known to us.</summary>
    Unknown = 0,

    /// <summary>Whole number.</summary>
    Number = 1,

    /// <summary>Short text.</summary>
    ShortText = 2,

    /// <summary>Long text.</summary>
    LongText = 3,

    /// <summary>Date.</summary>
    Date = 4,

    /// <summary>Date without limits.</summary>
    UnlimitedDate = 5,

    /// <summary>Check box.</summary>
    Checkbox = 6,

    /// <summary>Item of a list.</summary>
    List = 7,

    /// <summary>Decimal number.</summary>
    Decimal = 8,
}

/// <summary>A user-defined field of the published layout.</summary>
/// <param name="ProgId">Its name in the entity, such as <c>SuperOffice:83</c>; looked up case-sensitively.</param>
/// <param name="Label">What people see.</param>
/// <param name="Type">Its type.</param>
/// <param name="TextLength">Longest text, or 0 where it does not apply.</param>
/// <param name="ListId">For lists: the user-defined list's id; null if it is another list or unknown.</param>
/// <param name="ListName">For lists: the MDO list's name, such as <c>udlist108</c>.</param>
public sealed record FieldDefinition(string ProgId, string Label, FieldType Type, int TextLength, int? ListId, string? ListName)
{
    /// <summary>People must fill it in.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>People cannot change it. Whether the API can, no document says.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The layout has several fields of this ProgId; this is the last of them.</summary>
    public bool IsAmbiguous { get; init; }
}

/// <summary>An item of a list.</summary>
/// <param name="Id">Its id, which is what a field holds.</param>
/// <param name="Name">What people see.</param>
public sealed record ListItem(int Id, string Name);
