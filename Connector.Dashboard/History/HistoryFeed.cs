using System.Globalization;
using Connector.Jobs;
using Connector.Jobs.Epochs;
using Connector.Jobs.Runs;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Dashboard.History;

/// <summary>Follows the runs of Redis into the history, see <see cref="HistoryTable"/>'s file, and keeps that clean and within its bounds.</summary>
internal sealed class HistoryFeed(
    HistoryStore store, HistoryErasing erasing, RunChanges changes, Losses losses, IOptions<HistoryOptions> options, IOptions<JobsOptions> jobs, TimeProvider time,
    ILogger<HistoryFeed> log) : BackgroundService
{
    private const int Page = 200;
    private const int NewestFirst = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgainEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    /// <summary>A live run that Redis does not know for so long has ceased; a Redis that lost it says so earlier.</summary>
    private static readonly TimeSpan CeasedAfter = TimeSpan.FromMinutes(1);

    /// <summary>Who noticed a loss looked at Redis at other moments than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly Rounds _rounds = new();
    private readonly Dictionary<string, long> _missing = new(StringComparer.Ordinal);
    private (long Began, long Runs)? _rebuilding;
    private long? _lookedAt;
    private long _looked;
    private long? _cleanedAt;
    private int _cleaned;
    private volatile bool _isBehind = true;

    /// <summary>Whether there is more in Redis than was read so far.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>Returns when all that had happened before is in the history, or after so long at the latest; also if Redis does not answer.</summary>
    public async Task CatchUpAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await _rounds.NextAsync().WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What is there is shown.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start does not wait for it.
        await Task.Yield();
        while (true)
        {
            var isMore = false;
            var round = _rounds.Begin();
            try
            {
                isMore = await RoundAsync(stoppingToken);
            }
            catch (Exception away) when (away is RedisException or RedisTimeoutException)
            {
                // Others say so. What is there can be read meanwhile.
                _isBehind = true;
            }
            catch (Exception trouble) when (HistoryStore.IsTrouble(trouble))
            {
                _isBehind = true;
                store.Fail(trouble);
            }
            finally
            {
                round.TrySetResult();
            }

            if (!isMore)
            {
                await _rounds.WantedAsync(Every, time, stoppingToken);
            }
        }
    }

    /// <returns>Whether there is more to read at once.</returns>
    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var table = await store.OpenAsync(cancellationToken);
        if (await changes.EpochAsync(cancellationToken) is not { } epoch)
        {
            return false;
        }

        if (table.IsInMemory && table.State("epoch") is { } known && known != epoch)
        {
            // There is nothing in it that other data would not have.
            store.Close();
            table = await store.OpenAsync(cancellationToken);
        }

        await erasing.CatchUpAsync(table, epoch, cancellationToken);
        var position = await PositionAsync(table, epoch, cancellationToken);
        var generation = Number(table.State("generation"));
        var set = await changes.ReadAsync(position, Page, cancellationToken);
        if (set.Next != position)
        {
            store.Write(table, () => Store(table, set, generation));
        }

        if (_rebuilding is { } rebuilding)
        {
            _rebuilding = rebuilding with { Runs = rebuilding.Runs + set.Runs.Count };
        }

        if (!set.IsLast)
        {
            _isBehind = true;
            if (table.IsInMemory)
            {
                Clean(table);
            }

            return true;
        }

        await EndLossAsync(table, generation, cancellationToken);
        Rebuilt();
        _isBehind = false;
        await LookAgainAsync(table, epoch, generation, cancellationToken);
        if (_cleanedAt is not { } cleaned || table.IsInMemory || time.GetElapsedTime(cleaned) >= CleanEvery)
        {
            _cleanedAt = Clean(table) ? time.GetTimestamp() : null;
        }

        return false;
    }

    private static void Store(HistoryTable table, RunChangeSet set, long generation)
    {
        foreach (var run in set.Runs)
        {
            table.Put(run, generation);
        }

        // In memory there is only what Redis holds.
        foreach (var left in set.Left.GroupBy(job => job.Run, StringComparer.Ordinal).Where(_ => !table.IsInMemory))
        {
            table.Put(LeftRun.With(table.Details(left.Key), [.. left]), generation);
        }

        table.Remember("ended", set.Next.Ended);
        table.Remember("changed", set.Next.Changed.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Where to go on; at the beginning where the data are others than before.</summary>
    private async Task<RunPosition> PositionAsync(HistoryTable table, string epoch, CancellationToken cancellationToken)
    {
        var known = table.State("epoch");
        if (known == epoch)
        {
            return new RunPosition(epoch, table.State("ended")!, Number(table.State("changed")));
        }

        if (table.State("profile") is { } profile && profile != jobs.Value.Profile)
        {
            throw new IOException($"it is the history of the profile '{profile}', and Jobs:Profile is '{jobs.Value.Profile}'. Give each profile a directory of its own");
        }

        // The newest first, which people look at first; then all of them from the oldest on.
        var newest = await changes.NewestAsync(NewestFirst, cancellationToken);
        var start = table.IsInMemory ? await changes.RecentAsync(epoch, HistoryStore.RunsInMemory, cancellationToken) : RunPosition.Start(epoch);
        _rebuilding = (time.GetTimestamp(), 0);
        store.Write(table, () =>
        {
            table.Remember("profile", jobs.Value.Profile);
            table.Remember("epoch", epoch);
            table.Remember("generation", (Number(table.State("generation")) + 1).ToString(CultureInfo.InvariantCulture));
            table.Remember("losing", known is null ? null : $"{Text(time.GetUtcNow())} {table.State("changed") ?? "0"}");
            Store(table, new RunChangeSet(start, newest, [], IsLast: false), Number(table.State("generation")));
        });
        return start;
    }

    // All of the data of a new epoch is read: what was known and is not among it is lost, unless it may be forgotten by now.
    private async Task EndLossAsync(HistoryTable table, long generation, CancellationToken cancellationToken)
    {
        if (table.State("losing") is not { } since)
        {
            return;
        }

        var (now, last) = since.Split(' ') is [var noticed, var changed] ? (Time(noticed), Time(changed)) : throw new FormatException("losing");
        var loss = await losses.FindAsync(cancellationToken);

        // What is missing ends about where we had come to; what is older may be forgotten. Of emptied data nothing can be told but what would be.
        var after = loss is { Kind: not LossKind.Emptied, Missing: { } missing } ? last - missing - Slack : now - jobs.Value.Retention;
        var lost = 0;
        while (table.Unmet(generation, after, Page) is { Count: > 0 } unmet)
        {
            store.Write(table, () =>
            {
                foreach (var (_, id) in unmet)
                {
                    var details = table.Details(id)!;
                    table.Put(details with { Run = details.Run with { LostAt = now } }, generation);
                    lost++;
                }
            });
        }

        store.Write(table, () => table.Remember("losing", null));
        if (lost > 0)
        {
            log.HistoryLost(lost);
        }
    }

    /// <summary>Runs that are open or have proposals change in ways that nobody tells, and may cease.</summary>
    private async Task LookAgainAsync(HistoryTable table, string epoch, long generation, CancellationToken cancellationToken)
    {
        if (_lookedAt is { } at && time.GetElapsedTime(at) < LookAgainEvery)
        {
            return;
        }

        _lookedAt = time.GetTimestamp();
        var live = table.Live(_looked, Page);
        _looked = live.Count == Page ? live[^1].Position : 0;
        var found = live.Count == 0 ? [] : await changes.FindAsync([.. live.Select(one => one.Id)], cancellationToken);
        if (live.Count == 0 || await changes.EpochAsync(cancellationToken) != epoch)
        {
            return;
        }

        var there = found.Select(details => details.Run.Id).ToHashSet(StringComparer.Ordinal);
        var ceased = live.Select(one => one.Id).Where(id => HasCeased(id, there.Contains(id))).ToList();
        store.Write(table, () =>
        {
            foreach (var run in found)
            {
                table.Put(run, generation);
            }

            ceased.ForEach(table.Forget);
        });
    }

    private bool HasCeased(string id, bool isThere)
    {
        if (isThere)
        {
            _missing.Remove(id);
            return false;
        }

        return !_missing.TryAdd(id, time.GetTimestamp()) && time.GetElapsedTime(_missing[id]) >= CeasedAfter && _missing.Remove(id);
    }

    /// <returns>False if there is more to delete: readers get their turn between.</returns>
    private bool Clean(HistoryTable table)
    {
        var (days, runs) = table.IsInMemory ? (3650, HistoryStore.RunsInMemory) : (options.Value.Days, options.Value.Runs);
        var deleted = 0;
        store.Write(table, () => deleted = table.DeleteOld(time.GetUtcNow().AddDays(-days), runs, Page));
        _cleaned += deleted;
        if (deleted == Page)
        {
            return false;
        }

        if (_cleaned > 0 && !table.IsInMemory)
        {
            table.Checkpoint();
            log.HistoryCleaned(_cleaned);
        }

        _cleaned = 0;
        return true;
    }

    private void Rebuilt()
    {
        if (_rebuilding is { } rebuilding)
        {
            log.HistoryRebuilt(time.GetElapsedTime(rebuilding.Began).TotalSeconds, rebuilding.Runs);
            _rebuilding = null;
        }
    }

    private static long Number(string? text) => text is null ? 0 : long.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Number(milliseconds));

    private static string Text(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
