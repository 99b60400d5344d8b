using Connector.Jobs.Accounts;
using Connector.Jobs.Erasing;
using Connector.Jobs.Journal;
using Connector.Jobs.Runs;

namespace Connector.Dashboard.History;

/// <summary>
/// Erases from the history what was erased from Redis. A file owes it, as a worker's directory of journals does: the erasure is not over before it is clean. A
/// history in memory goes by the receipts, and is gone with its process.
/// </summary>
internal sealed class HistoryErasing(HistoryStore store, RunChanges changes, JournalDirectories directories, Erasures erasures, TimeProvider time, ILogger<HistoryErasing> log)
{
    private const int AtATime = 100;
    private const int MostOfEntity = 100_000;

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private (HistoryTable Table, string Epoch, long At)? _said;
    private (HistoryTable Table, string Epoch, string Last)? _receipts;

    /// <summary>To be called before runs are read: what is read of Redis afterwards holds nothing of what this has erased.</summary>
    /// <exception cref="JournalFailedException">The directory, or another that is in use, is a copy.</exception>
    public async Task CatchUpAsync(HistoryTable table, string epoch, CancellationToken cancellationToken)
    {
        if (store.Identity is not var (id, mark))
        {
            await CatchUpInMemoryAsync(table, epoch, cancellationToken);
            return;
        }

        if (_said is not { } said || said.Table != table || said.Epoch != epoch || time.GetElapsedTime(said.At) >= SayEvery)
        {
            var seen = await directories.SeenAsync(id, Environment.MachineName, mark, cancellationToken);
            _said = (table, epoch, time.GetTimestamp());
            if (seen.WasForgotten)
            {
                log.HistoryCameBack(id, seen.Due, seen.Dropped);
            }
        }

        while (await directories.DueAsync(id, AtATime, cancellationToken) is { Count: > 0 } due)
        {
            foreach (var erasure in due)
            {
                await EraseAsync(table, erasure.Tenant, erasure.Entity, cancellationToken);
            }

            await directories.ErasedAsync(id, due, cancellationToken);
        }
    }

    private async Task CatchUpInMemoryAsync(HistoryTable table, string epoch, CancellationToken cancellationToken)
    {
        var last = _receipts is { } known && known.Table == table && known.Epoch == epoch ? known.Last : null;
        var (erased, newest) = await erasures.SinceAsync(last, cancellationToken);
        foreach (var (tenant, entity) in erased)
        {
            // Only Redis has their details, and those are clean.
            var ids = table.IdsOf(tenant, entity.ToString(), MostOfEntity);
            var found = (await changes.FindAsync(ids, cancellationToken)).ToDictionary(details => details.Run.Id, StringComparer.Ordinal);
            store.Write(table, () =>
            {
                foreach (var id in ids.Where(id => !found.ContainsKey(id)))
                {
                    table.Forget(id);
                }

                foreach (var run in found.Values)
                {
                    table.Rewrite(run);
                }
            });
        }

        _receipts = (table, epoch, newest);
    }

    private async Task EraseAsync(HistoryTable table, string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var ids = table.IdsOf(tenant, entity.ToString(), MostOfEntity);
        foreach (var some in ids.Chunk(AtATime))
        {
            store.Write(table, () =>
            {
                foreach (var id in some)
                {
                    table.Rewrite(Without(table.Details(id)!, entity.ToString()));
                }
            });
        }

        // Also where nothing was found: an erasing that was interrupted may have left its log.
        for (var waited = TimeSpan.Zero; !table.Checkpoint(); waited += BetweenTries)
        {
            if (waited > Patience)
            {
                throw new IOException("somebody has been reading it for too long");
            }

            await Task.Delay(BetweenTries, cancellationToken);
        }

        log.HistoryErased(entity.ToString(), ids.Count);
    }

    /// <summary>As erase.lua leaves it in Redis.</summary>
    private static SyncRunDetails Without(SyncRunDetails details, string entity)
    {
        var isOwn = RunDocument.EntityOf(details.Run.Account) == entity;
        return details with
        {
            Run = details.Run with
            {
                Name = isOwn ? null : details.Run.Name,
                Owner = isOwn ? null : details.Run.Owner,
                Error = null,
                IsErrorPast = false,
                Kept = null,
            },
            Jobs = [.. details.Jobs.Select(job => job.Entity == entity ? job with { Error = null, ChangedBy = null } : job)],
            Reports = [.. details.Reports.Where(report => report.Entity.ToString() != entity)],
        };
    }
}
