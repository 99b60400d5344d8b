using Connector.Jobs.Accounts;

namespace Connector.Jobs.Queue;

/// <summary>Why and how remaining jobs go back without costing an attempt.</summary>
public sealed record Release
{
    /// <summary>What the account waits for now.</summary>
    public required ReleaseReason Reason { get; init; }

    /// <summary>Due after this time.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>For <see cref="ReleaseReason.Moved"/>: the account that takes the jobs of <see cref="Entity"/>.</summary>
    public AccountKey? MoveTo { get; init; }

    /// <summary>Only the jobs of this entity; null for all remaining ones.</summary>
    public EntityKey? Entity { get; init; }

    /// <summary>
    /// For <see cref="ReleaseReason.Yielded"/>: only these jobs of <see cref="Entity"/>, at least one; null for all. To be released before the
    /// others end.
    /// </summary>
    public IReadOnlyList<string>? Jobs { get; init; }

    /// <summary>For people, without secrets.</summary>
    public string? Detail { get; init; }
}

/// <summary>What an account waits for after a release.</summary>
public enum ReleaseReason
{
    /// <summary>The pass handed over: shutdown, or its 60 s of work are over.</summary>
    HandedOver,

    /// <summary>The Company Explorer is still working.</summary>
    StillWorking,

    /// <summary>A service asked to come back later (429, 503 with Retry-After).</summary>
    AskedToWait,

    /// <summary>The tenant is held.</summary>
    Held,

    /// <summary>The person belongs to another contact.</summary>
    Moved,

    /// <summary>Nobody waits for it, and now is not the time. Holds nothing else up: whatever joins the account is worked on as ever.</summary>
    Yielded,
}

/// <summary>The pass's account is leased by another pass, or the pass has ended: stop, write nothing.</summary>
public sealed class LeaseLostException(AccountKey account, long fence)
    : Exception($"The lease of {account} with fence {fence} is lost.");
