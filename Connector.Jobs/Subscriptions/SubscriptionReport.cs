namespace Connector.Jobs.Subscriptions;

/// <summary>How a tenant's webhook is, and what was done about it: as the worker whose turn it is saw it last.</summary>
public sealed record SubscriptionReport
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset LookedAt { get; init; }

    /// <summary>The connector's webhooks; empty if there is none, or if they could not be seen.</summary>
    public IReadOnlyList<WebhookView> Webhooks { get; init; } = [];

    /// <summary>What is the matter, the most urgent first; empty if all is well.</summary>
    public IReadOnlyList<SubscriptionFinding> Findings { get; init; } = [];

    /// <summary>Until when no event is known to be lost: what has changed since is looked for once the webhook works again.</summary>
    public DateTimeOffset? SoundUntil { get; init; }

    /// <summary>Whether events may have been lost since then.</summary>
    public bool HasGap { get; init; }

    /// <summary>When a stopped webhook was set active again by itself, in the last hour.</summary>
    public IReadOnlyList<DateTimeOffset> Mended { get; init; } = [];

    /// <summary>The loss of data that was caught up with.</summary>
    public DateTimeOffset? LossSeen { get; init; }

    /// <summary>The search under way for changes that no event told of; null if there is none.</summary>
    public CatchUp? CatchUp { get; init; }

    /// <summary>The last one that ended.</summary>
    public CatchUp? LastCatchUp { get; init; }
}

/// <summary>A webhook in SuperOffice.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>Active</c>, <c>Stopped</c>, <c>TooManyErrors</c> or <c>Unknown</c>.</param>
/// <param name="Target">Where it posts to, without a query.</param>
/// <param name="FailuresLeft">Failures in a row until SuperOffice stops it.</param>
/// <param name="TotalErrors">Posts that failed since it was registered.</param>
public sealed record WebhookView(int Id, string Name, string State, string Target, int FailuresLeft, int TotalErrors);

/// <summary>Something about a webhook that people should know.</summary>
/// <param name="Kind">A stable word: <c>none</c>, <c>not_granted</c>, <c>unreadable</c>, <c>stopped</c>, <c>too_many_errors</c>, <c>few_left</c>, <c>events</c> or <c>several</c>.</param>
/// <param name="IsUrgent">True if events are lost, or soon will be.</param>
/// <param name="Text">What it is.</param>
/// <param name="Remedy">What to do.</param>
public sealed record SubscriptionFinding(string Kind, bool IsUrgent, string Text, string Remedy);

/// <summary>A search for changes that no event told of.</summary>
public sealed record CatchUp
{
    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Changes from then on are looked for.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether the companies are done, and the persons' turn has come.</summary>
    public bool AtPersons { get; init; }

    /// <summary>The last record looked at of those.</summary>
    public int After { get; init; }

    /// <summary>Records that have changed since.</summary>
    public int Changed { get; init; }

    /// <summary>Of these, those that no event told of: each has got a job.</summary>
    public int Untold { get; init; }
}
