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

    /// <summary>Takes the tenant's lists.</summary>
    public RelevantColumns(IEnumerable<string> contact, IEnumerable<string> person)
    {
        _contact = Columns([.. contact]);
        _person = Columns([.. person]);
    }

    /// <summary>What the changed columns of a contact event amount to.</summary>
    public ChangeKind OfContact(IReadOnlyList<string> changes) => Kind(changes, "contact_id", _contact);

    /// <summary>What the changed columns of a person event amount to.</summary>
    public ChangeKind OfPerson(IReadOnlyList<string> changes) => Kind(changes, "person_id", _person);

    private static ChangeKind Kind(IReadOnlyList<string> changes, string key, FrozenSet<string> relevant)
    {
        var kind = ChangeKind.Opaque;
        foreach (var column in changes)
        {
            if (relevant.Contains(column))
            {
                return ChangeKind.Relevant;
            }

            if (!IsSilent(column, key))
            {
                kind = ChangeKind.Irrelevant;
            }
        }

        return kind;
    }

    private static bool IsSilent(string column, string key) =>
        column.Equals(key, StringComparison.OrdinalIgnoreCase) || Housekeeping.Contains(column) || IsFieldRow(column);

    /// <summary>Pointers to the rows of user-defined fields, such as <c>userdef2_id</c>; they appear when such a row is first made.</summary>
    private static bool IsFieldRow(string column) =>
        column.StartsWith("userdef", StringComparison.OrdinalIgnoreCase) && column.EndsWith("_id", StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Columns(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What an event's changed columns amount to.</summary>
public enum ChangeKind
{
    /// <summary>At least one column matters.</summary>
    Relevant,

    /// <summary>Nothing but the key, housekeeping and pointers to field rows: anything may have happened, most likely to a user-defined field.</summary>
    Opaque,

    /// <summary>Something changed, and none of it matters.</summary>
    Irrelevant,
}
