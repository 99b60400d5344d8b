namespace Connector.Jobs.Audit;

/// <summary>Where all accepted jobs are. <see cref="Balanced"/> or something is lost.</summary>
/// <param name="Accepted">Jobs ever accepted.</param>
/// <param name="Waiting">For their decision.</param>
/// <param name="Scheduled">In an account's list.</param>
/// <param name="Processing">In a pass.</param>
/// <param name="Finished">Jobs ever finished.</param>
/// <param name="Dead">Waiting for a human.</param>
/// <param name="Duplicates">Deliveries ever taken as duplicates; no jobs.</param>
/// <param name="Spooled">Answered and not yet accepted: on an ingress' disk, as far as it could tell. No jobs yet.</param>
public sealed record AuditReport(
    long Accepted, long Waiting, long Scheduled, long Processing, long Finished, long Dead, long Duplicates, long Spooled)
{
    /// <summary>True if every accepted job is in exactly one place.</summary>
    public bool Balanced => Accepted == Waiting + Scheduled + Processing + Finished + Dead;

    /// <summary>Companies and persons of which it is known what we wrote. State, not history: they are never trimmed.</summary>
    public long Ledgers { get; init; }

    /// <summary>About what they take of Redis' memory, in bytes.</summary>
    public long LedgerBytes => Ledgers * Memory.HistoryShare.BytesPerLedger;

    /// <summary>Dead letters that ever ended by themselves because there were too many.</summary>
    public long DeadExpired { get; init; }

    /// <summary>Dead letters whose event was ever given up because there were too many.</summary>
    public long DeadBodiesDropped { get; init; }
}

/// <summary>Counts jobs by state in one script.</summary>
public sealed class JobAudit(Shard shard)
{
    private static readonly Script Audit = new("audit");

    /// <summary>Counts.</summary>
    public async Task<AuditReport> CountAsync(CancellationToken cancellationToken)
    {
        var counts = (long[])(await shard.RunAsync(Audit, cancellationToken))!;
        return new AuditReport(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7])
        {
            Ledgers = Math.Max(0, counts[8]),
            DeadExpired = counts[9],
            DeadBodiesDropped = counts[10],
        };
    }
}
