using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>A human at a company.</summary>
internal sealed record PersonRow : EntityRow
{
    public int ContactId { get; init; }

    public string Firstname { get; init; } = "";

    public string MiddleName { get; init; } = "";

    public string Lastname { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Free-text job title.</summary>
    public string Title { get; init; } = "";

    public bool Retired { get; init; }

    /// <summary>Wants no mailings.</summary>
    public bool NoMailing { get; init; }

    /// <summary>Consents, each a purpose's key and a legal basis' key.</summary>
    public ImmutableArray<(string Purpose, string LegalBasis)> Consents { get; init; } = [];

    /// <summary>The user this person is; 0 for all others.</summary>
    public int AssociateId { get; init; }

    public ImmutableArray<string> OfficePhones { get; init; } = [];

    public ImmutableArray<string> MobilePhones { get; init; } = [];

    public ImmutableArray<string> Emails { get; init; } = [];

    public string FullName => string.Join(' ', new[] { Firstname, MiddleName, Lastname }.Where(part => part.Length > 0));

    public override string Entity => "person";

    public override IEnumerable<(string Column, object Value)> RootColumns =>
    [
        ("contact_id", ContactId), ("firstname", Firstname), ("middleName", MiddleName), ("lastname", Lastname), ("title", Title),
        ("associate_id", OwnerId), ("retired", Retired), ("nomailing", NoMailing),
    ];

    public override IEnumerable<string> ChildRows =>
    [
        .. OfficePhones.Select(phone => "office " + phone), .. MobilePhones.Select(phone => "mobile " + phone),
        .. Emails.Select(email => "email " + email), .. Consents.Select(consent => $"consent {consent.Purpose} {consent.LegalBasis}"), "text " + Description,
    ];
}
