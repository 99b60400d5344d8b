using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>A company.</summary>
internal sealed record ContactRow : EntityRow
{
    public string Name { get; init; } = "";

    public string Department { get; init; } = "";

    public string OrgNr { get; init; } = "";

    public string Number { get; init; } = "";

    public int CategoryId { get; init; } = 1;

    public int BusinessId { get; init; } = 1;

    public bool NoMailing { get; init; }

    public ImmutableArray<string> Urls { get; init; } = [];

    public ImmutableArray<string> Phones { get; init; } = [];

    public ImmutableArray<string> Emails { get; init; } = [];

    public string Description { get; init; } = "";

    public string Street { get; init; } = "";

    public string Zipcode { get; init; } = "";

    public string City { get; init; } = "";

    public override string Entity => "contact";

    public override IEnumerable<(string Column, object Value)> RootColumns =>
    [
        ("name", Name), ("department", Department), ("orgNr", OrgNr), ("number2", Number), ("associate_id", OwnerId),
        ("category_idx", CategoryId), ("business_idx", BusinessId), ("nomailing", NoMailing),
    ];

    public override IEnumerable<string> ChildRows =>
    [
        .. Urls.Select(url => "url " + url), .. Phones.Select(phone => "phone " + phone), .. Emails.Select(email => "email " + email),
        "street " + Street, "zip " + Zipcode, "city " + City, "text " + Description,
    ];

    public override bool IsPhonetic(string column) => column == "name";
}
