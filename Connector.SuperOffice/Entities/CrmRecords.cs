using System.Collections.Frozen;
using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Entities;

// Records
// =======
// A record has typed members for what the product reads, and Raw for all the rest: the answer as the API gave it. Typed members are read
// from it once, strictly where something is decided by them; whoever writes a whole record back starts from Raw, so that members nobody here knows survive.

/// <summary>Short identity of an associate (a user).</summary>
/// <param name="AssociateId">Its id; 0 if the record has none.</param>
/// <param name="Name">Its short name, such as <c>RJ</c>.</param>
public sealed record AssociateRef(int AssociateId, string Name);

/// <summary>A country.</summary>
/// <param name="CountryId">Its id.</param>
/// <param name="Name">Its name, in the client's language.</param>
/// <param name="Code">Its two letters by ISO 3166, such as <c>NO</c>; empty if the API does not say.</param>
public sealed record CountryRef(int CountryId, string Name, string Code);

/// <summary>What contacts, persons and sales have in common.</summary>
public abstract record CrmRecord
{
    /// <summary>
    /// User-defined fields by ProgId, values in the wire form of <c>FieldValue</c>; <c>CustomFields</c> and
    /// <c>UserDefinedFields</c> merged, the former winning unless it is empty; sibling keys such as <c>:DisplayText</c> left out. A field whose value is no
    /// simple one throws when it is asked for.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Last change, as the API tells it; UTC.</summary>
    public required DateTimeOffset UpdatedDate { get; init; }

    /// <summary>
    /// Whether a later save bears another <see cref="UpdatedDate"/>, which tells seconds: true if by the answer's own date that second was over, and one
    /// more, for the clocks of two machines. False where the answer has no date.
    /// </summary>
    public bool IsVersionUnique { get; init; }

    /// <summary>Id of the associate who changed it last; null if the API does not say.</summary>
    public int? UpdatedBy { get; init; }

    /// <summary>Deleted in the user interface, not yet removed.</summary>
    public required bool Deleted { get; init; }

    /// <summary>False if its <c>TableRight</c> says that we may not change it. True may still be answered with 403.</summary>
    public bool MayBeChanged { get; init; } = true;

    /// <summary>ProgIds of the fields of which <c>FieldProperties</c> say that we may not change them. A change of others may still be answered with 403.</summary>
    public IReadOnlySet<string> ReadOnlyFields { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The whole record as answered.</summary>
    public RecordJson Raw { get; init; } = RecordJson.None;
}

/// <summary>A company.</summary>
public sealed record ContactRecord : CrmRecord
{
    /// <summary>Primary key.</summary>
    public required int ContactId { get; init; }

    /// <summary>Name; never null, may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>First website by rank, as entered; empty if none.</summary>
    public required string Website { get; init; }

    /// <summary>All its websites by rank, as entered.</summary>
    public IReadOnlyList<string> Websites { get; init; } = [];

    /// <summary>City of the street address, else of the postal or the localized address; empty if none.</summary>
    public required string City { get; init; }

    /// <summary>Organisation number; empty if none.</summary>
    public required string OrgNr { get; init; }

    /// <summary>Our contact (the owner of the record), if any.</summary>
    public required AssociateRef? Owner { get; init; }

    /// <summary>Ids of its persons as listed in the record.</summary>
    public required IReadOnlyList<int> PersonIds { get; init; }

    /// <summary>Category, such as customer or supplier; null if none.</summary>
    public ListItem? Category { get; init; }

    /// <summary>Business; null if none.</summary>
    public ListItem? Business { get; init; }

    /// <summary>Country; null if none.</summary>
    public CountryRef? Country { get; init; }

    /// <summary>Mail addresses by rank, as entered.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Telephone numbers by rank, as entered.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    /// <summary>Wants no mailings.</summary>
    public bool NoMailing { get; init; }
}

/// <summary>One consent of a person's (ConsentInfo). One that was withdrawn stays in the list, on another legal basis.</summary>
/// <param name="Purpose">The purpose's key (<c>ConsentPurposeKey</c>), the tenant's own; empty if none.</param>
/// <param name="LegalBasis">The legal basis' key (<c>LegalBaseKey</c>), the tenant's own; empty if none.</param>
public sealed record Consent(string Purpose, string LegalBasis);

/// <summary>A human at a company.</summary>
public sealed record PersonRecord : CrmRecord
{
    /// <summary>Primary key.</summary>
    public required int PersonId { get; init; }

    /// <summary>The company; null if it has none.</summary>
    public required int? ContactId { get; init; }

    /// <summary>Full name, for display.</summary>
    public required string FullName { get; init; }

    /// <summary>The free-text job title (<c>Title</c>); empty if none.</summary>
    public required string Title { get; init; }

    /// <summary>No longer with the company.</summary>
    public required bool Retired { get; init; }

    /// <summary>Position, from a list; null if none. What people mean by a job title is <see cref="Title"/>.</summary>
    public ListItem? Position { get; init; }

    /// <summary>Mail addresses by rank, as entered.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Wants no mailings.</summary>
    public bool NoMailing { get; init; }

    /// <summary>What the person agreed or objected to, purpose by purpose.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>Is a user of the CRM too; must never be moved to another company.</summary>
    public bool IsAssociate { get; init; }

    /// <summary>Id in the list of sources; 0 if none.</summary>
    public int Source { get; init; }
}

/// <summary>Which entity a call is about.</summary>
public enum CrmEntity
{
    /// <summary>Contact: a company.</summary>
    Contact,

    /// <summary>Person.</summary>
    Person,

    /// <summary>Sale.</summary>
    Sale,
}

/// <summary>A change of user-defined fields, and of nothing else.</summary>
public sealed record FieldPatch
{
    /// <summary>Per ProgId the value to set, in wire form.</summary>
    public required IReadOnlyDictionary<string, string> Set { get; init; }

    /// <summary>Per ProgId the value we read and expect to be there still; used where the tenant honours <c>test</c>.</summary>
    public required IReadOnlyDictionary<string, string?> Expected { get; init; }

    /// <summary>The record's <see cref="CrmRecord.UpdatedDate"/> when it was read; used where the tenant honours If-Unmodified-Since.</summary>
    public required DateTimeOffset ReadVersion { get; init; }
}
