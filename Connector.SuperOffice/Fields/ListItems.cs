namespace Connector.SuperOffice.Fields;

/// <summary>Looks up items of a list.</summary>
public static class ListItems
{
    /// <summary>
    /// The item of this name: the one spelled exactly so, else the only one that differs in case, white space and the spelling of accents alone. Null if
    /// there is none, or if several would fit.
    /// </summary>
    public static ListItem? Find(IReadOnlyList<ListItem> items, string name) =>
        Exact(items, name) ?? (Alike(items, name).Take(2).ToList() is [var only] ? only : null);

    /// <summary>True if several items would fit and none is spelled exactly so: whoever looks one up must not choose.</summary>
    public static bool IsAmbiguous(IReadOnlyList<ListItem> items, string name) => Exact(items, name) is null && Alike(items, name).Skip(1).Any();

    /// <summary>True if two names differ in case, white space and the spelling of accents alone.</summary>
    public static bool AreAlike(string left, string right) => string.Equals(Squeeze(left), Squeeze(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>The item of this name, or of several that would fit the one with the lowest id; null if there is none.</summary>
    internal static ListItem? FindFirst(IReadOnlyList<ListItem> items, string name) =>
        Exact(items, name) ?? Alike(items, name).MinBy(item => item.Id);

    private static ListItem? Exact(IReadOnlyList<ListItem> items, string name) =>
        items.Where(item => string.Equals(item.Name, name, StringComparison.Ordinal)).MinBy(item => item.Id);

    private static IEnumerable<ListItem> Alike(IReadOnlyList<ListItem> items, string name)
    {
        var wanted = Squeeze(name);
        return wanted.Length == 0 ? [] : items.Where(item => string.Equals(Squeeze(item.Name), wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static string Squeeze(string name) =>
        string.Join(' ', ComposedText.Compose(name).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
