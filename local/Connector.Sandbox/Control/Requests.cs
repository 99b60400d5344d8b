using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

/// <summary>Under whose name an edit is saved.</summary>
public enum Editor
{
    /// <summary>A human user.</summary>
    Human,

    /// <summary>The user the connector logs in as.</summary>
    Connector,
}

/// <summary>A new company, and its persons.</summary>
public sealed record CreateContact
{
    /// <summary>Name of the company.</summary>
    [Required, StringLength(219, MinimumLength = 1)]
    public string Name { get; init; } = "";

    /// <summary>Website as entered.</summary>
    [StringLength(500)]
    public string? Website { get; init; }

    /// <summary>City of the street address.</summary>
    [StringLength(100)]
    public string? City { get; init; }

    /// <summary>Organisation number.</summary>
    [StringLength(49)]
    public string? OrgNr { get; init; }

    /// <summary>Owner: 11 ANNA (default), 12 BERND, 13 CARLA, 77 CONN.</summary>
    [KnownAssociate]
    public int? OwnerAssociateId { get; init; }

    /// <summary>Persons to create with it; if omitted, one head of operations. An empty list creates none.</summary>
    [MaxLength(50)]
    public IReadOnlyList<CreatePerson>? Persons { get; init; }

    /// <summary>Who saves it. Default a human.</summary>
    public Editor As { get; init; }

    /// <summary>Which human. Default the owner, or ANNA.</summary>
    [KnownAssociate]
    public int? AssociateId { get; init; }
}

/// <summary>A new person.</summary>
public sealed record CreatePerson
{
    /// <summary>First name.</summary>
    [StringLength(99)]
    public string FirstName { get; init; } = "";

    /// <summary>Last name.</summary>
    [Required, StringLength(99, MinimumLength = 1)]
    public string LastName { get; init; } = "";

    /// <summary>Job title.</summary>
    [StringLength(219)]
    public string? Title { get; init; }
}

/// <summary>An edit of a company; what is absent stays.</summary>
public sealed record EditContact
{
    /// <summary>New name.</summary>
    [StringLength(219, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>New website (a child row); empty for none.</summary>
    [StringLength(500)]
    public string? Website { get; init; }

    /// <summary>New phone number (a child row); empty for none.</summary>
    [StringLength(100)]
    public string? Phone { get; init; }

    /// <summary>New city (a child row).</summary>
    [StringLength(100)]
    public string? City { get; init; }

    /// <summary>New organisation number.</summary>
    [StringLength(49)]
    public string? OrgNr { get; init; }

    /// <summary>New owner.</summary>
    [KnownAssociate]
    public int? OwnerAssociateId { get; init; }

    /// <summary>New category: an id.</summary>
    [Range(1, int.MaxValue)]
    public int? CategoryId { get; init; }

    /// <summary>User-defined fields by ProgId; list items by id or name; empty clears.</summary>
    [MaxLength(50)]
    public IReadOnlyDictionary<string, string?>? Fields { get; init; }

    /// <summary>Who saves it. Default a human.</summary>
    public Editor As { get; init; }

    /// <summary>Which human. Default 11, ANNA.</summary>
    [KnownAssociate]
    public int? AssociateId { get; init; }
}

/// <summary>An edit of a person; what is absent stays.</summary>
public sealed record EditPerson
{
    /// <summary>New first name.</summary>
    [StringLength(99)]
    public string? FirstName { get; init; }

    /// <summary>New last name.</summary>
    [StringLength(99, MinimumLength = 1)]
    public string? LastName { get; init; }

    /// <summary>New job title.</summary>
    [StringLength(219)]
    public string? Title { get; init; }

    /// <summary>New phone number (a child row); empty for none.</summary>
    [StringLength(100)]
    public string? Phone { get; init; }

    /// <summary>Whether the person has left the company.</summary>
    public bool? Retired { get; init; }

    /// <summary>Whether the person wants no mailings.</summary>
    public bool? NoMailing { get; init; }

    /// <summary>The person's consents (child rows): a purpose's key, and the key of the legal basis it rests on.</summary>
    [MaxLength(20)]
    public IReadOnlyDictionary<string, string>? Consents { get; init; }

    /// <summary>Move to this company.</summary>
    [Range(1, int.MaxValue)]
    public int? ContactId { get; init; }

    /// <summary>User-defined fields by ProgId; empty clears.</summary>
    [MaxLength(50)]
    public IReadOnlyDictionary<string, string?>? Fields { get; init; }

    /// <summary>Who saves it. Default a human.</summary>
    public Editor As { get; init; }

    /// <summary>Which human. Default 11, ANNA.</summary>
    [KnownAssociate]
    public int? AssociateId { get; init; }
}
