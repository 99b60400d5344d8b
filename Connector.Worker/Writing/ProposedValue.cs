using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>Why a value has no form that its field could hold.</summary>
public enum Obstacle
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The field's list could not be found; it may be, another time.</summary>
    NoList,

    /// <summary>The list has no item of that name.</summary>
    UnknownItem,

    /// <summary>Several items would fit.</summary>
    AmbiguousItem,

    /// <summary>It is longer than the field, and the tenant wants it whole or not at all.</summary>
    TooLong,

    /// <summary>The field is of a type that holds no such value.</summary>
    WrongType,

    /// <summary>The record says that we may not change the field; another time we may.</summary>
    NoRight,
}

/// <summary>The Company Explorer's value for a field, in the form the field holds.</summary>
/// <param name="Wire">The wire form; null if there is none.</param>
/// <param name="Obstacle">Why there is none.</param>
/// <param name="Problem">The same for people; null if there is one.</param>
public readonly record struct ProposedValue(string? Wire, Obstacle Obstacle, string? Problem)
{
    /// <summary>Turns text into what the field can hold.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">What the Company Explorer said; not blank.</param>
    /// <param name="items">For list fields: the list's items; null if the list could not be found.</param>
    public static ProposedValue Of(MappedField field, string text, IReadOnlyList<ListItem>? items) => field.Definition.Type switch
    {
        FieldType.ShortText => OfText(OneLine(text).Trim(), field),
        FieldType.LongText => OfText(text.Trim(), field),
        FieldType.List => OfItem(ItemName(field, text), items),
        var type => new(null, Obstacle.WrongType, $"the field is of type {type}, which holds no text"),
    };

    /// <summary>The name of the item that is meant: what the tenant's aliases say, else the Company Explorer's own word.</summary>
    public static string ItemName(MappedField field, string text) =>
        field.Aliases.FirstOrDefault(alias => ListItems.AreAlike(alias.Key, text)).Value?.Trim() ?? text.Trim();

    private static ProposedValue OfItem(string name, IReadOnlyList<ListItem>? items) =>
        items is null ? new(null, Obstacle.NoList, "the field's list could not be found")
        : ListItems.Find(items, name) is { } item ? new(FieldValue.EncodeListItem(item.Id), Obstacle.None, null)
        : ListItems.IsAmbiguous(items, name) ? new(null, Obstacle.AmbiguousItem, "the field's list has several items of this name")
        : new(null, Obstacle.UnknownItem, "the field's list has no item of this name");

    private static ProposedValue OfText(string text, MappedField field)
    {
        var longest = field.Definition.TextLength;
        return longest <= 0 || text.Length <= longest ? new(text, Obstacle.None, null)
            : field.TooLong == TooLongText.Refuse
                ? new(null, Obstacle.TooLong, $"the text has {text.Length} characters, the field holds {longest}")
                : new(Cut(text, longest), Obstacle.None, null);
    }

    /// <summary>
    /// Cuts a text to the field's length, at a word where one ends near, and never inside a surrogate pair: the CRM would cut it or
    /// refuse it, and then what it returns is not what was meant.
    /// </summary>
    private static string Cut(string text, int longest)
    {
        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;

        // The character after the cut tells whether a word ends right there.
        var space = text.LastIndexOf(' ', end);
        return text[..(space > end * 3 / 4 ? space : end)].TrimEnd();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
