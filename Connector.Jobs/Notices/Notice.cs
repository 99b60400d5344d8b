namespace Connector.Jobs.Notices;

/// <summary>Something that a person should know of while it is so.</summary>
/// <param name="Key">What it is about, the same as long as it is the same, such as <c>held:Cust10001</c>; 1 to 200 characters.</param>
/// <param name="Kind">
/// A stable word: <c>webhook</c>, <c>held</c>, <c>spend</c>, <c>brake</c>, <c>dead</c>, <c>spool</c>, <c>memory</c>, <c>loss</c>, <c>reconciled</c>, <c>proposals</c> or <c>test</c>.
/// </param>
/// <param name="Tenant">Whose it is; null if it concerns all.</param>
/// <param name="IsUrgent">True if something is lost or stands still.</param>
/// <param name="Text">What it is.</param>
/// <param name="Remedy">What to do.</param>
public sealed record Notice(string Key, string Kind, string? Tenant, bool IsUrgent, string Text, string Remedy);

/// <summary>A notice, and what became of telling it.</summary>
public sealed record OpenNotice
{
    /// <summary>The notice, as it is now.</summary>
    public required Notice Notice { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When its receiver took it; null if it has not yet, or if there is none.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it was over; null while it is so.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>In how many looks in a row it was not so any more.</summary>
    public int Missing { get; init; }

    /// <summary>Why its receiver has not taken it; null if nothing failed.</summary>
    public string? Problem { get; init; }
}
