namespace Connector.Sandbox.Tenant.Database;

/// <summary>Where a sale stands; names and numbers are SuperOffice's.</summary>
internal enum SaleStatus
{
    Unknown,
    Open,
    Sold,
    Lost,
    Stalled,
}

/// <summary>A sale to a company.</summary>
internal sealed record SaleRow : EntityRow
{
    public string Heading { get; init; } = "";

    /// <summary>In the tenant's currency.</summary>
    public decimal Amount { get; init; }

    public DateTimeOffset Saledate { get; init; }

    public SaleStatus Status { get; init; } = SaleStatus.Open;

    public int ContactId { get; init; }

    /// <summary>0 for none.</summary>
    public int PersonId { get; init; }

    public string Text { get; init; } = "";

    public override string Entity => "sale";

    public override IEnumerable<(string Column, object Value)> RootColumns =>
    [
        ("heading", Heading), ("amount", Amount), ("saledate", Saledate), ("status", (int)Status), ("contact_id", ContactId),
        ("person_id", PersonId), ("associate_id", OwnerId),
    ];

    public override IEnumerable<string> ChildRows => ["text " + Text];

    public override IEnumerable<string> CreationColumns =>
        ["registered", "registered_associate_id", "updated", "updated_associate_id", "text_id", "source_id", "updatedCount"];
}
