using Connector.Jobs.Accounts;
using Connector.Jobs.Refusals;

namespace Connector.Worker.Deciding;

/// <summary>What happens to an event.</summary>
public enum Verdict
{
    /// <summary>Its job joins its account.</summary>
    Process,

    /// <summary>It needs no work; recorded and shown.</summary>
    Skip,

    /// <summary>It cannot be understood; a human looks at it.</summary>
    Bury,
}

/// <summary>The words that are stored and counted for <see cref="Verdict"/>.</summary>
public static class VerdictWords
{
    /// <summary>The verdict in lower case.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Process => "process",
        Verdict.Skip => "skip",
        _ => "bury",
    };
}

/// <summary>The decision about one event.</summary>
/// <param name="Verdict">What happens to it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Account">The account it belongs to; null if it belongs to none.</param>
/// <param name="Entity">The entity it is about; null if it is about none of ours.</param>
public sealed record Decision(Verdict Verdict, DecisionReason Reason, AccountKey? Account = null, EntityKey? Entity = null);

/// <summary>What decisions depend on beside the event.</summary>
public sealed record DecisionSettings
{
    /// <summary>The tenant this worker serves.</summary>
    public required string Tenant { get; init; }

    /// <summary>The associate our writes are recorded under; null while unknown.</summary>
    public int? OwnAssociateId { get; init; }

    /// <summary>True if that associate is ours alone: then its field edits are echoes, without a look.</summary>
    public bool OwnIdDedicated { get; init; }

    /// <summary>Associate ids and short names whose contacts we work on; empty means all.</summary>
    public OwnerList Owners { get; init; } = OwnerList.All;

    /// <summary>How the list of owners is distinguished from another one, for what it refuses to be remembered by; null if it is not.</summary>
    public Refusal? ByOwners { get; init; }

    /// <summary>Which columns matter.</summary>
    public RelevantColumns Columns { get; init; } = RelevantColumns.Default;
}
