namespace Connector.Jobs.Runs;

/// <summary>What the dashboard lists: an account's jobs (gap between neighbours ≤ 15 min, span ≤ 4 h) and their passes.</summary>
public sealed record SyncRun
{
    /// <summary>Identifies the run: its first job's id.</summary>
    public required string Id { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The account, as in <c>AccountKey</c>; empty for events that belong to none.</summary>
    public required string Account { get; init; }

    /// <summary>The company's name, once known; until then the one it had in an earlier run, if that is kept.</summary>
    public string? Name { get; init; }

    /// <summary>The owner's short name, once known.</summary>
    public string? Owner { get; init; }

    /// <summary>How it stands.</summary>
    public required SyncRunStatus Status { get; init; }

    /// <summary>Event kinds and how many of each, such as <c>contact.created</c> → 3.</summary>
    public required IReadOnlyDictionary<string, int> Triggers { get; init; }

    /// <summary>When the first job was accepted.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last job was accepted.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When the last change to the run happened.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Jobs per outcome word: <c>open</c>, <c>completed</c>, <c>proposed</c>, <c>unchanged</c>, <c>skipped</c>,
    /// <c>dead</c>; and of jobs that were dead once <c>superseded</c> (made good by a later success), <c>replayed</c>, <c>ignored</c>, <c>expired</c>.</summary>
    public required IReadOnlyDictionary<string, int> Jobs { get; init; }

    /// <summary>How many of its open jobs are in a pass.</summary>
    public int Processing { get; init; }

    /// <summary>How many proposals of its jobs, one for each entity, still wait for a person: neither written nor outdated. Of its newest 100 jobs.</summary>
    public int Proposals { get; init; }

    /// <summary>Fields written, kept and proposed so far.</summary>
    public required IReadOnlyDictionary<string, int> Fields { get; init; }

    /// <summary>How often the Company Explorer was asked and answered.</summary>
    public int Analyses { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Since when its contact is deleted and may come back; null if it is not. Lists leave hidden runs out.</summary>
    public DateTimeOffset? HiddenSince { get; init; }

    /// <summary>The last error, for people.</summary>
    public string? Error { get; init; }

    /// <summary>Whether that error is cured: a later pass succeeded, and nothing is dead.</summary>
    public bool IsErrorPast { get; init; }

    /// <summary>What its analyses cost, such as <c>0.0246 EUR</c>, of each currency; null if nothing. As the newest 200 reports say.</summary>
    public string? Cost { get; init; }

    /// <summary>What it would have cost more if each event had been asked about by itself, at what the entity's analyses cost; null if nothing.</summary>
    public string? CostAvoided { get; init; }

    /// <summary>The longest time from an event's receipt to its end, in milliseconds, skipped ones left out; null while a job is open.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Why its jobs were taken up, and how they ended: stable words, each once.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What its dead jobs died of: stable words, each once.</summary>
    public IReadOnlyList<string> ErrorClasses { get; init; } = [];

    /// <summary>Why the first field that was kept was kept, for people; null if none was.</summary>
    public string? Kept { get; init; }

    /// <summary>When it was noticed that Redis has lost it; null if it has not. What is shown of it is from before.</summary>
    public DateTimeOffset? LostAt { get; init; }
}
