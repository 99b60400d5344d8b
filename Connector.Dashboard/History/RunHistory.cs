using Connector.Jobs.Accounts;
using Connector.Jobs.Runs;
using StackExchange.Redis;

namespace Connector.Dashboard.History;

/// <summary>Runs as people ask for them: those of Redis as they are now, and older ones.</summary>
internal sealed class RunHistory(HistoryStore store, HistoryFeed feed, SyncRuns runs)
{
    private const int MostMeant = 10;
    private const int MostOfEntity = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether Redis holds runs that cannot be found yet.</summary>
    public bool IsBehind => feed.IsBehind;

    /// <summary>What was done by now is in it, unless Redis is away or there is much to catch up with.</summary>
    public async Task<RunList> ListAsync(RunQuery query, CancellationToken cancellationToken)
    {
        await feed.CatchUpAsync(Patience, cancellationToken);
        return await ReadAsync(table => HistoryReading.List(table, query), cancellationToken) ?? new RunList([], null, null, new Dictionary<SyncRunStatus, int>());
    }

    /// <summary>One run, or null.</summary>
    public async Task<SyncRunDetails?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.FindAsync(id, cancellationToken) ?? await ReadAsync(table => table.Details(id), cancellationToken);
        }
        catch (Exception away) when (away is RedisException or RedisTimeoutException)
        {
            if (await ReadAsync(table => table.Details(id), cancellationToken) is { } known)
            {
                return known;
            }

            throw;
        }
    }

    /// <summary>The runs of an entity that are kept in the file, oldest first.</summary>
    public async Task<IReadOnlyList<SyncRunDetails>> OfAsync(string tenant, EntityKey entity, CancellationToken cancellationToken) => await ReadAsync(
        table => table.IsInMemory ? [] : table.IdsOf(tenant, entity.ToString(), MostOfEntity).Select(id => table.Details(id)!).ToList(), cancellationToken) ?? [];

    /// <summary>Runs whose ids begin so, ten at most.</summary>
    public async Task<IReadOnlyList<string>> IdsFromAsync(string prefix, CancellationToken cancellationToken)
    {
        await feed.CatchUpAsync(Patience, cancellationToken);
        return await ReadAsync(table => table.IdsFrom(prefix, MostMeant), cancellationToken) ?? [];
    }

    // A file that fails is looked after in the next round.
    private async Task<T?> ReadAsync<T>(Func<HistoryTable, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(read, cancellationToken);
        }
        catch (Exception trouble) when (HistoryStore.IsTrouble(trouble))
        {
            await feed.CatchUpAsync(Patience, cancellationToken);
            return await store.ReadAsync(read, cancellationToken);
        }
    }
}
