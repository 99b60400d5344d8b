using Connector.Jobs.Ledger;

namespace Connector.Jobs.Audit;

/// <summary>
/// Beside the equation of <see cref="JobAudit"/>: walks over all jobs, accounts, passes, runs and ledgers and looks for what contradicts
/// itself. Read-only but for the count of ledgers, which is shown and which it puts right; 500 things a call, while work goes on; whatever looks wrong is
/// looked at again after a moment.
/// </summary>
public sealed class DeepAudit(Shard shard, JobAudit audit, LedgerCount ledgers, TimeProvider time)
{
    /// <summary>The most findings of one report.</summary>
    public const int MostFindings = 500;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);
    private static readonly Script Audit = new("audit-equation");

    /// <summary>Walks, for <paramref name="atMost"/> and the moment of the second look.</summary>
    public async Task<DeepAuditReport> RunAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var count = await audit.CountAsync(cancellationToken);
        var suspects = new Suspects(shard);
        if (!count.Balanced)
        {
            suspects.Note("equation", Keys.Counters, Audit);
        }

        var walk = new AuditWalk(shard, suspects);
        var inTime = true;
        using (var over = new CancellationTokenSource(atMost, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken))
        {
            try
            {
                await walk.WalkAsync(either.Token);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                inTime = false;
            }
        }

        if (inTime)
        {
            await ledgers.HealAsync(count.Ledgers, walk.Looked["ledgers"], cancellationToken);
        }

        if (suspects.Any)
        {
            await Task.Delay(Moment, time, cancellationToken);
        }

        var findings = await suspects.LookAgainAsync(cancellationToken);
        return new DeepAuditReport(
            count, findings, suspects.LeftOut, walk.Looked, inTime && walk.Complete, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }
}
