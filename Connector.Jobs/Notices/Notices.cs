using System.Text.Json;

namespace Connector.Jobs.Notices;

/// <summary>
/// The notices that are open, or over and not told yet, in <c>notices</c>: a hash of a notice's key and the notice, JSON. One worker at a time raises, tells and removes them, while it has
/// the lock <c>notices-turn</c>. It is bounded by <see cref="Most"/>.
/// </summary>
public sealed class Notices(Shard shard)
{
    /// <summary>The most notices; further ones wait until others are over.</summary>
    public const int Most = 500;

    /// <summary>Takes or keeps the turn; false if it is another worker's.</summary>
    public async Task<bool> TurnAsync(string worker, TimeSpan turn, CancellationToken cancellationToken) =>
        await shard.Database.LockExtendAsync(Keys.NoticesTurn, worker, turn).WaitAsync(cancellationToken)
        || await shard.Database.LockTakeAsync(Keys.NoticesTurn, worker, turn).WaitAsync(cancellationToken);

    /// <summary>All, the urgent and the oldest first.</summary>
    public async Task<IReadOnlyList<OpenNotice>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = await shard.Database.HashGetAllAsync(Keys.Notices).WaitAsync(cancellationToken);
        return
        [
            .. entries.Select(entry => JsonSerializer.Deserialize(entry.Value.ToString(), JobsJson.Default.OpenNotice)!)
                .OrderByDescending(one => one.Notice.IsUrgent).ThenBy(one => one.RaisedAt),
        ];
    }

    /// <summary>Keeps one as it is now.</summary>
    public Task SaveAsync(OpenNotice one, CancellationToken cancellationToken) =>
        shard.Database.HashSetAsync(Keys.Notices, one.Notice.Key, JsonSerializer.Serialize(one, JobsJson.Default.OpenNotice)).WaitAsync(cancellationToken);

    /// <summary>Removes one that is over and told.</summary>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) => shard.Database.HashDeleteAsync(Keys.Notices, key).WaitAsync(cancellationToken);

    /// <summary>Asks for a notice that says nothing, to see that notices arrive; the worker raises it and takes it back.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its key.</returns>
    public async Task<string> TestAsync(string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = $"test:{JobIds.New()}";
        await SaveAsync(
            new OpenNotice
            {
                Notice = new(key, "test", null, IsUrgent: false, $"{by} tests whether notices arrive. This one has.", "Nothing is to be done."),
                RaisedAt = now,
            },
            cancellationToken);
        return key;
    }
}
