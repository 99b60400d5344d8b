using Connector.Jobs.Runs;

namespace Connector.Dashboard.History;

/// <summary>What a list of runs is sorted by, the greatest first.</summary>
public enum RunSort
{
    /// <summary>The last change.</summary>
    Changed,

    /// <summary>When the first event was received.</summary>
    Started,

    /// <summary>What the analyses cost.</summary>
    Cost,

    /// <summary>The longest time from receipt to end.</summary>
    Latency,
}

/// <summary>Which runs are asked for; null asks for any.</summary>
public sealed record RunQuery
{
    /// <summary>Words that all stand in it, in any order; longer ones may go on.</summary>
    public string? Text { get; init; }

    public string? Tenant { get; init; }

    public SyncRunStatus? Status { get; init; }

    /// <summary>An event's name.</summary>
    public string? Trigger { get; init; }

    /// <summary>A decision's or an outcome's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What a dead job died of.</summary>
    public string? Error { get; init; }

    /// <summary>Changed then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Changed before.</summary>
    public DateTimeOffset? Until { get; init; }

    public RunSort Sort { get; init; }

    /// <summary>Goes on after this one.</summary>
    public RunCursor? After { get; init; }

    public int Take { get; init; } = 50;

    /// <summary>Whether it asks for less than all.</summary>
    public bool IsNarrow =>
        !string.IsNullOrWhiteSpace(Text) || Tenant is not null || Status is not null || Trigger is not null || Reason is not null || Error is not null || Since is not null || Until is not null;
}

/// <summary>A part of a list of runs.</summary>
/// <param name="Items">The runs.</param>
/// <param name="Next">Where the next part goes on; null if there is none.</param>
/// <param name="Previous">Where the part before it is; null if this begins with the first.</param>
/// <param name="Counts">How many runs there are of each status, whatever status was asked for; no more than <see cref="HistoryReading.MostCounted"/> are counted.</param>
public sealed record RunList(IReadOnlyList<SyncRun> Items, RunCursor? Next, RunCursor? Previous, IReadOnlyDictionary<SyncRunStatus, int> Counts);
