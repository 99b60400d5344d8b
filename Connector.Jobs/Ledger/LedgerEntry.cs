namespace Connector.Jobs.Ledger;

/// <summary>What the ledger knows about one entity. State, not history.</summary>
public sealed record LedgerEntry
{
    /// <summary>Stands in <see cref="Written"/> for a value that a write without proof may have left, or a human.</summary>
    public const string Unsure = "(perhaps ours, perhaps a human's)";

    /// <summary>Per ProgId: the value the CRM returned after our last write, in its wire form.</summary>
    public required IReadOnlyDictionary<string, string> Written { get; init; }

    /// <summary>Per ProgId: what we sent, in its wire form, where the CRM returned something else; an absent one came back as it was sent.</summary>
    public IReadOnlyDictionary<string, string> Sent { get; init; } = new Dictionary<string, string>();

    /// <summary>Fingerprint and mapping version last applied; null if none.</summary>
    public required string? Applied { get; init; }

    /// <summary>The fingerprint that the Company Explorer answered last; null if none, or if the ledger was rebuilt since.</summary>
    public string? Answered { get; init; }

    /// <summary>A write that was begun and not confirmed; null if there is none.</summary>
    public required WriteIntent? OpenIntent { get; init; }

    /// <summary>
    /// The last writes that were begun, never confirmed, and given up after their time-out, newest first. Whoever was to send one may have been frozen,
    /// and send it yet.
    /// </summary>
    public IReadOnlyList<WriteIntent> GivenUp { get; init; } = [];

    /// <summary>
    /// Those of them without a stamp, once a later write was confirmed: what they meant may as well be a human's by now, and is never taken for ours. That
    /// one has arrived can still be told.
    /// </summary>
    public IReadOnlyList<WriteIntent> Outlived { get; init; } = [];

    /// <summary>When our last write was confirmed, by Redis' clock; null if there was none.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Since when our last write did not look at the record any more, by Redis' clock; null if not known.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The ProgIds of which a snapshot holds the value from before our first write.</summary>
    public IReadOnlyCollection<string> Snapshot { get; init; } = [];

    /// <summary>Of a contact: what its persons depend on, as it was last carried over to them; null if nothing is remembered.</summary>
    public CascadeMemory? Cascaded { get; init; }
}

/// <summary>What of a contact was carried over to its persons.</summary>
/// <param name="State">The state, a text of the worker's.</param>
/// <param name="At">When it was remembered, by Redis' clock.</param>
public readonly record struct CascadeMemory(string State, DateTimeOffset At);

/// <summary>What a PATCH is about to do, recorded before it is sent.</summary>
/// <param name="Fence">The pass that intends it.</param>
/// <param name="Applied">What <see cref="LedgerEntry.Applied"/> becomes when it is confirmed.</param>
/// <param name="Old">Per ProgId: the value read before.</param>
/// <param name="New">Per ProgId: the value to be written.</param>
/// <param name="At">When it was recorded, by Redis' clock.</param>
public sealed record WriteIntent(
    long Fence, string Applied, IReadOnlyDictionary<string, string?> Old, IReadOnlyDictionary<string, string> New, DateTimeOffset At)
{
    /// <summary>When the record was read that it was made from, by Redis' clock; null if not known.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>What a person granted it for, <c>approve</c> or <c>undo</c>; null for what happens by itself. Set when it is recorded.</summary>
    public string? Kind { get; init; }

    /// <summary>The batch it belongs to, if a person granted it. Set when it is recorded.</summary>
    public string? Batch { get; init; }

    /// <summary>
    /// The record's last change by the CRM's own clock, as it was read before; null if not known, or if a later change may bear the same one.
    /// </summary>
    public DateTimeOffset? ReadVersion { get; init; }

    /// <summary>The ProgId of the stamp in <see cref="New"/>; null if none is written.</summary>
    public string? Stamp { get; init; }

    /// <summary>All ProgIds of which a snapshot holds the value from before our first write, once this write is confirmed; null: as before.</summary>
    public IReadOnlyList<string>? Snapshot { get; init; }
}

/// <summary>Whether a write may go ahead.</summary>
public enum IntendResult
{
    /// <summary>The intent is recorded; send the PATCH.</summary>
    Go,

    /// <summary>The tenant's mode is not <see cref="TenantMode.Write"/>: store the differences as proposed.</summary>
    ModeForbids,

    /// <summary>The account is outside the tenant's scope: store the differences as proposed.</summary>
    OutOfScope,

    /// <summary>The write stop is set.</summary>
    WriteStopped,

    /// <summary>As many accounts as may be written were written.</summary>
    BudgetSpent,
}
