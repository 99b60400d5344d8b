using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>
/// A root row of the CRM's database with its child rows and its row of user-defined fields. Immutable: a save puts a new row
/// in the place of the old one, and the difference of the two is what the event tells.
/// </summary>
internal abstract record EntityRow
{
    public int Id { get; init; }

    /// <summary>Owner, <c>associate_id</c>; 0 for none.</summary>
    public int OwnerId { get; init; }

    public DateTimeOffset Registered { get; init; }

    public int RegisteredBy { get; init; }

    public DateTimeOffset Updated { get; init; }

    public int UpdatedBy { get; init; }

    public int UpdatedCount { get; init; }

    /// <summary>When it was deleted in the user interface; null if it is alive.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Key of the row of user-defined fields; 0 until the first field is set.</summary>
    public int UserdefId { get; init; }

    /// <summary>User-defined fields by ProgId in the form of <see cref="Fields.FieldText"/>; empty ones are absent.</summary>
    public ImmutableSortedDictionary<string, string> UserFields { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Entity name as in events: <c>contact</c>, <c>person</c> or <c>sale</c>.</summary>
    public abstract string Entity { get; }

    /// <summary>Name of the key column, such as <c>contact_id</c>.</summary>
    public string KeyColumn => Entity + "_id";

    /// <summary>Columns of the root row that a user can change, by their database names.</summary>
    public abstract IEnumerable<(string Column, object Value)> RootColumns { get; }

    /// <summary>What the entity keeps in child tables (addresses, phones, websites), as texts to compare.</summary>
    public abstract IEnumerable<string> ChildRows { get; }

    /// <summary>Columns that a new row fills whatever the user says.</summary>
    public virtual IEnumerable<string> CreationColumns =>
        ["country_id", "registered", "registered_associate_id", "updated", "updated_associate_id", "text_id", "source", "updatedCount", "group_id"];

    /// <summary>True if a change of the column also changes the phonetic key <c>soundEx</c>.</summary>
    public virtual bool IsPhonetic(string column) => false;

    public bool SameFields(EntityRow other) => UserFields.SequenceEqual(other.UserFields);

    public bool SameChildren(EntityRow other) => ChildRows.SequenceEqual(other.ChildRows, StringComparer.Ordinal);
}
