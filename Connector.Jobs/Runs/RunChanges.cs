using StackExchange.Redis;

namespace Connector.Jobs.Runs;

/// <summary>How far somebody has followed the runs of a Redis.</summary>
/// <param name="Epoch">Whose data they are, see <see cref="Epochs.EpochWatch"/>.</param>
/// <param name="Ended">The last entry of the stream of ended jobs.</param>
/// <param name="Changed">The last change of a run, in Redis' milliseconds.</param>
public sealed record RunPosition(string Epoch, string Ended, long Changed)
{
    /// <summary>Before all that this Redis holds.</summary>
    public static RunPosition Start(string epoch) => new(epoch, "0-0", 0);
}

/// <summary>An entry of the stream of ended jobs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Account">The account, or empty.</param>
/// <param name="Entity">The entity, or empty.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Run">The run it is shown in, or empty.</param>
/// <param name="At">When it ended.</param>
public sealed record EndedJob(string Job, string Outcome, string Reason, string Tenant, string Account, string Entity, string Event, string Run, DateTimeOffset At);

/// <summary>What has changed since a position.</summary>
/// <param name="Next">The position after it.</param>
/// <param name="Runs">Runs that changed or of which a job ended, each once, as they are now.</param>
/// <param name="Left">Ended jobs whose run Redis does not hold any more, oldest first.</param>
/// <param name="IsLast">False if there was more than asked for.</param>
public sealed record RunChangeSet(RunPosition Next, IReadOnlyList<SyncRunDetails> Runs, IReadOnlyList<EndedJob> Left, bool IsLast);

/// <summary>
/// Lets a projection follow the runs: from the list of runs by last change what is under way, and from the stream of ended jobs what ended, also where its run
/// is gone by then. A run that changes twice in the millisecond in which it is read may be told late, and a run that ceases, since its only job moved to another
/// account, is not told at all: look at open ones again with <see cref="FindAsync"/>. One caller at a time.
/// </summary>
public sealed class RunChanges(Shard shard, SyncRuns runs)
{
    private const int AtATime = 50;

    // What was read already of the last millisecond that was read.
    private HashSet<string> _known = [];
    private RunPosition? _knownAt;

    /// <summary>The epoch of the data; null if there is none yet.</summary>
    public async Task<string?> EpochAsync(CancellationToken cancellationToken) =>
        (string?)await shard.Database.HashGetAsync(Keys.Layout, "epoch").WaitAsync(cancellationToken) is { Length: > 0 } epoch ? epoch : null;

    /// <summary>A position from which about so many of the newest runs are read, and none that ended before.</summary>
    public async Task<RunPosition> RecentAsync(string epoch, int most, CancellationToken cancellationToken)
    {
        var last = await shard.Database.StreamRangeAsync(Keys.History, "-", "+", 1, Order.Descending).WaitAsync(cancellationToken);
        var oldest = await shard.Database.SortedSetRangeByRankWithScoresAsync(Keys.Runs, most, most, Order.Descending).WaitAsync(cancellationToken);
        return new RunPosition(epoch, last is [var newest] ? newest.Id.ToString() : "0-0", oldest is [var first] ? (long)first.Score : 0);
    }

    /// <summary>Reads what changed after a position.</summary>
    /// <param name="after">The position.</param>
    /// <param name="most">At most so many ended jobs and so many runs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RunChangeSet> ReadAsync(RunPosition after, int most, CancellationToken cancellationToken)
    {
        var known = _knownAt == after ? _known : [];
        var reading = shard.Database.StreamReadAsync(Keys.History, after.Ended, most);
        var changed = await shard.Database.SortedSetRangeByScoreWithScoresAsync(Keys.Runs, after.Changed, take: most + known.Count).WaitAsync(cancellationToken);
        var entries = await reading.WaitAsync(cancellationToken);
        var ended = entries.Select(Read).Where(job => job.Run.Length > 0).ToList();
        var last = changed.Length > 0 ? (long)changed[^1].Score : after.Changed;
        var ids = changed.Where(one => one.Score > after.Changed || !known.Contains(one.Element.ToString())).Select(one => one.Element.ToString());
        var found = await FindAsync([.. ids.Concat(ended.Select(job => job.Run)).Distinct(StringComparer.Ordinal)], cancellationToken);

        var there = found.Select(details => details.Run.Id).ToHashSet(StringComparer.Ordinal);
        var next = new RunPosition(after.Epoch, entries.Length > 0 ? entries[^1].Id.ToString() : after.Ended, last);
        (_known, _knownAt) = ([.. changed.Where(one => (long)one.Score == last).Select(one => one.Element.ToString()), .. last == after.Changed ? known : []], next);
        return new RunChangeSet(next, found, [.. ended.Where(job => !there.Contains(job.Run))], entries.Length < most && changed.Length < most + known.Count);
    }

    /// <summary>The newest runs, so that they can be shown before all others are read.</summary>
    public async Task<IReadOnlyList<SyncRunDetails>> NewestAsync(int most, CancellationToken cancellationToken) => await FindAsync(
        [.. (await shard.Database.SortedSetRangeByRankAsync(Keys.Runs, 0, most - 1, Order.Descending).WaitAsync(cancellationToken)).Select(id => id.ToString())], cancellationToken);

    /// <summary>Runs as they are now; those that Redis does not hold are missing.</summary>
    public async Task<IReadOnlyList<SyncRunDetails>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<SyncRunDetails>();
        foreach (var some in ids.Chunk(AtATime))
        {
            found.AddRange((await Task.WhenAll(some.Select(id => runs.FindAsync(id, cancellationToken)))).OfType<SyncRunDetails>());
        }

        return found;
    }

    private static EndedJob Read(StreamEntry entry) => new(
        entry["job"].ToString(), entry["outcome"].ToString(), entry["reason"].ToString(), entry["tenant"].ToString(), entry["account"].ToString(),
        entry["entity"].ToString(), entry["event"].ToString(), entry["run"].ToString(), Shard.Time(entry.Id.ToString().Split('-')[0]));
}
