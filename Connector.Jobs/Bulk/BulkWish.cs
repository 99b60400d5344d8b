using Connector.Jobs.Undo;

namespace Connector.Jobs.Bulk;

/// <summary>Which contacts, with their persons, an adoption is about: those that any member names.</summary>
/// <param name="Contacts">Ids of contacts.</param>
/// <param name="Owners">Associate ids and short names of the contacts' owners.</param>
/// <param name="Categories">Ids of the contacts' categories.</param>
/// <param name="All">All of the tenant's.</param>
public sealed record AdoptionFilter(IReadOnlyList<int> Contacts, IReadOnlyList<string> Owners, IReadOnlyList<int> Categories, bool All)
{
    /// <summary>The most entries of a list.</summary>
    public const int Most = 1_000;

    /// <summary>The longest short name of an owner, in characters.</summary>
    public const int LongestOwner = 100;

    /// <summary>What is wrong with it; null if it names something.</summary>
    public string? Problem() =>
        All && Contacts.Count + Owners.Count + Categories.Count > 0 ? "Say either 'all' or which: all is everything."
        : !All && Contacts.Count + Owners.Count + Categories.Count == 0 ? "Say what is to be adopted: 'contacts', 'owners', 'categories', or 'all': true."
        : Contacts.Count > Most || Owners.Count > Most || Categories.Count > Most ? $"A list has at most {Most} entries."
        : Contacts.Concat(Categories).Any(id => id <= 0) ? "Ids are greater than 0."
        : Owners.Any(owner => string.IsNullOrWhiteSpace(owner) || owner.Length > LongestOwner || owner.Any(char.IsControl))
            ? $"Owners are associate ids or short names: 1 to {LongestOwner} printable characters."
        : null;

    /// <summary>For the record: what it names, not how many that are.</summary>
    public override string ToString() => All ? "all" : string.Join(", ", new[]
    {
        Said("contacts", Contacts), Said("owners", Owners), Said("categories", Categories),
    }.Where(said => said.Length > 0));

    private static string Said<T>(string what, IReadOnlyList<T> entries) => entries.Count switch
    {
        0 => "",
        <= 5 => $"{what} {string.Join(' ', entries)}",
        _ => $"{entries.Count} {what}",
    };
}

/// <summary>What is asked for: one of the two.</summary>
/// <param name="Adopt">An adoption.</param>
/// <param name="Undo">An undo of these writes.</param>
/// <param name="FromSnapshots">For an undo: by the workers' journal, whatever became of Redis, and not by what Redis remembers.</param>
public sealed record BulkWish(AdoptionFilter? Adopt, UndoSelection? Undo, bool FromSnapshots = false)
{
    /// <summary>For the record.</summary>
    public override string ToString() => Adopt?.ToString() ?? (FromSnapshots ? "by the journal" : "by Redis");
}
