using System.Collections.Frozen;

namespace Connector.Worker.Deciding;

/// <summary>
/// Which of an event's <c>Changes</c> mean work. The names are database columns, whose spelling the documentation does
/// not always get right; both spellings are listed and compared without case. None of them is a column we write.
/// </summary>
public sealed class RelevantColumns
{
    /// <summary>For contacts: what identifies the company to the Company Explorer.</summary>
    public static readonly IReadOnlyList<string> DefaultContact = ["name", "urladdress", "urls", "orgnr"];

    /// <summary>For persons: what their texts depend on, and the company they work for.</summary>
    public static readonly IReadOnlyList<string> DefaultPerson = ["jobtitle", "title", "position_id", "position_idx", "contact_id"];

    /// <summary>The shipped lists.</summary>
    public static readonly RelevantColumns Default = new(DefaultContact, DefaultPerson);

    /// <summary>
    /// Written by SuperOffice with every save of a root row, whatever was edited (SuperOffice docs, webhook samples):
    /// the time stamps and counters, and the phonetic form that follows a name.
    /// </summary>
    private static readonly FrozenSet<string> Housekeeping = Columns(
        "updated", "updated_associate_id", "updatedCount", "registered", "registered_associate_id", "soundEx");

    private readonly FrozenSet<string> _contact;
    private readonly FrozenSet<string> _person;
    private readonly FrozenSet<string> _contactGates;
    private readonly FrozenSet<string> _personGates;

    /// <summary>Takes the tenant's lists.</summary>
    /// <param name="contact">Columns of contacts that mean work.</param>
    /// <param name="person">Columns of persons that mean work.</param>
    /// <param name="gates">What may keep a record from being worked on.</param>
    public RelevantColumns(IEnumerable<string> contact, IEnumerable<string> person, Gates gates = Gates.None)
    {
        _contact = Columns([.. contact]);
        _person = Columns([.. person]);
        _contactGates = Columns(
        [
            "deleted",
            .. gates.HasFlag(Gates.Owner) ? ["associate_id"] : (string[])[],
            .. gates.HasFlag(Gates.Category) ? ["category_idx", "category_id"] : (string[])[],
        ]);
        _personGates = Columns(["deleted", .. gates.HasFlag(Gates.Persons) ? ["retired", "nomailing"] : (string[])[]]);
    }

    /// <summary>What the changed columns of a contact event amount to.</summary>
    public ChangeKind OfContact(IReadOnlyList<string> changes) => Kind(changes, "contact_id", _contact, _contactGates);

    /// <summary>What the changed columns of a person event amount to.</summary>
    public ChangeKind OfPerson(IReadOnlyList<string> changes) => Kind(changes, "person_id", _person, _personGates);

    private static ChangeKind Kind(IReadOnlyList<string> changes, string key, FrozenSet<string> relevant, FrozenSet<string> gates) =>
        changes.Any(relevant.Contains) ? ChangeKind.Relevant
        : changes.Any(gates.Contains) ? ChangeKind.Gate
        : changes.All(column => IsSilent(column, key)) ? ChangeKind.Opaque
        : ChangeKind.Irrelevant;

    private static bool IsSilent(string column, string key) =>
        column.Equals(key, StringComparison.OrdinalIgnoreCase) || Housekeeping.Contains(column) || IsFieldRow(column);

    /// <summary>Pointers to the rows of user-defined fields, such as <c>userdef2_id</c>; they appear when such a row is first made.</summary>
    private static bool IsFieldRow(string column) =>
        column.StartsWith("userdef", StringComparison.OrdinalIgnoreCase) && column.EndsWith("_id", StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Columns(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What may keep a record from being worked on, and lets it through once a column changes.</summary>
[Flags]
public enum Gates
{
    /// <summary>Nothing but its being deleted.</summary>
    None = 0,

    /// <summary>Who owns the contact: the tenant lists owners.</summary>
    Owner = 1,

    /// <summary>The contact's category: the tenant's scope lists categories.</summary>
    Category = 2,

    /// <summary>That a person has left, or wants no mailings: the tenant has persons enriched.</summary>
    Persons = 4,

    /// <summary>All of them.</summary>
    All = Owner | Category | Persons,
}

/// <summary>What an event's changed columns amount to.</summary>
public enum ChangeKind
{
    /// <summary>At least one column matters.</summary>
    Relevant,

    /// <summary>A column that may have kept the record from being worked on. A read decides.</summary>
    Gate,

    /// <summary>Nothing but the key, housekeeping and pointers to field rows: anything may have happened, most likely to a user-defined field.</summary>
    Opaque,

    /// <summary>Something changed, and none of it matters.</summary>
    Irrelevant,
}
