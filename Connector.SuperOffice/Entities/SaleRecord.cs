using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Entities;

/// <summary>A sale (an opportunity).</summary>
public sealed record SaleRecord : CrmRecord
{
    /// <summary>Primary key.</summary>
    public required int SaleId { get; init; }

    /// <summary>What it is about; may be empty.</summary>
    public required string Heading { get; init; }

    /// <summary>Its number as people know it; empty if none.</summary>
    public required string Number { get; init; }

    /// <summary>Amount in <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The amount's currency; null if none.</summary>
    public required ListItem? Currency { get; init; }

    /// <summary>When it was or will be won; null if not set.</summary>
    public required DateTimeOffset? SaleDate { get; init; }

    /// <summary>Where it stands.</summary>
    public required SaleStatus Status { get; init; }

    /// <summary>Its type; null if none.</summary>
    public required ListItem? SaleType { get; init; }

    /// <summary>Its stage (the API's <c>Rating</c>); null if none.</summary>
    public required ListItem? Stage { get; init; }

    /// <summary>Probability in percent.</summary>
    public required int Probability { get; init; }

    /// <summary>The company; null if none.</summary>
    public required int? ContactId { get; init; }

    /// <summary>The person; null if none.</summary>
    public required int? PersonId { get; init; }

    /// <summary>Who sells, if anybody.</summary>
    public required AssociateRef? Owner { get; init; }
}

/// <summary>Where a sale stands, by SuperOffice's numbers.</summary>
public enum SaleStatus
{
    /// <summary>Not told or not known to us.</summary>
    Unknown = 0,

    /// <summary>Not decided.</summary>
    Open = 1,

    /// <summary>Won.</summary>
    Sold = 2,

    /// <summary>Lost.</summary>
    Lost = 3,

    /// <summary>Put off.</summary>
    Stalled = 4,
}
