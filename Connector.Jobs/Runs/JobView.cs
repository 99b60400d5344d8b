namespace Connector.Jobs.Runs;

/// <summary>A job as the dashboard shows it.</summary>
public sealed record JobView
{
    /// <summary>The job.</summary>
    public required string Id { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The event's id.</summary>
    public required string EventId { get; init; }

    /// <summary>The event's name.</summary>
    public required string Event { get; init; }

    /// <summary>The entity, or empty.</summary>
    public required string Entity { get; init; }

    /// <summary><c>waiting</c>, <c>scheduled</c>, <c>processing</c>, <c>finished</c> or <c>dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>The associate the event names as its author.</summary>
    public int? ChangedBy { get; init; }

    /// <summary>The decision's reason.</summary>
    public string? Decision { get; init; }

    /// <summary>The outcome word, once finished.</summary>
    public string? Outcome { get; init; }

    /// <summary>The outcome's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong, if it is dead.</summary>
    public string? Error { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many more deliveries of the same event were taken as duplicates.</summary>
    public int Duplicates { get; init; }

    /// <summary>The run it is shown in.</summary>
    public string? RunId { get; init; }

    /// <summary>Who asked for it, if it is a request.</summary>
    public string? By { get; init; }

    /// <summary>The job that it does over, if it is a request to.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>The job that runs it again, if it was dead and somebody let it run again.</summary>
    public string? ReplayedAs { get; init; }

    /// <summary>Since when its event is not kept any more, if it is dead and there were too many.</summary>
    public DateTimeOffset? BodyDroppedAt { get; init; }

    /// <summary>Who was done with it, if it was dead and somebody was.</summary>
    public string? ClosedBy { get; init; }
}
