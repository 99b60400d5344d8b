using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Erasing;

/// <summary>What was erased of an entity; it holds no names.</summary>
/// <param name="At">When, by Redis' clock.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The entity, such as <c>contact:4711</c>.</param>
/// <param name="Account">The account whose pass did it.</param>
/// <param name="By">Who asked, or the event's name.</param>
/// <param name="DeadLetters">Dead letters closed.</param>
/// <param name="Jobs">Jobs whose content was erased.</param>
/// <param name="Reports">What passes had reported.</param>
/// <param name="Writes">Entries of the history of writes.</param>
/// <param name="SnapshotLines">Entries of the journals in the directory of the worker who did it.</param>
/// <param name="Missing">Directories that have still to erase it: until there are none, the erasure is not over.</param>
public sealed record ErasureReceipt(
    DateTimeOffset At,
    string Tenant,
    string Entity,
    string Account,
    string By,
    int DeadLetters,
    int Jobs,
    int Reports,
    int Writes,
    int SnapshotLines,
    IReadOnlyList<JournalDirectory> Missing);

/// <summary>
/// Erases what this Redis holds of an entity, under the lease of its account: ledger, answers, proposal, events, reports, names. Counters and
/// the books of what was spent stay, and so does a receipt. See erase.lua.
/// </summary>
/// <remarks>Jobs of the entity that are open keep their place and end with their pass; only their content goes.</remarks>
public sealed class Erasures(Shard shard)
{
    private static readonly Script Erase = new("erase");

    private readonly JournalDirectories _directories = new(shard);

    /// <summary>Erases.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">What is erased.</param>
    /// <param name="by">Who asked, or the event's name.</param>
    /// <param name="snapshotLines">Entries that were erased from the journals before, for the receipt.</param>
    /// <param name="directory">Their directory, which has nothing to erase any more; empty if there is none.</param>
    /// <param name="cancellationToken">Ends it between two steps; beginning again finishes it.</param>
    /// <returns>Dead letters, jobs, reports and writes erased.</returns>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<(int DeadLetters, int Jobs, int Reports, int Writes)> EraseAsync(
        Pass pass, EntityKey entity, string by, int snapshotLines, string directory, CancellationToken cancellationToken)
    {
        RedisValue[] state = ["", 0, 0, 0, 0];
        do
        {
            state = (RedisValue[])(await shard.RunAsync(
                Erase, cancellationToken, [pass.Account.Tenant, pass.Account.Account, pass.Fence, entity.ToString(), by, snapshotLines, directory, .. state]))!;
            if (state.Length == 0)
            {
                throw new LeaseLostException(pass.Account, pass.Fence);
            }
        }
        while (!IsLast(state));
        return ((int)state[1], (int)state[2], (int)state[3], (int)state[4]);
    }

    /// <summary>The newest receipts, newest first.</summary>
    /// <param name="most">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ErasureReceipt>> ListAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 500);
        var entries = await shard.Database
            .StreamRangeAsync(Keys.Erasures, "-", "+", most, Order.Descending).WaitAsync(cancellationToken);
        var owed = await OwedAsync([.. entries.Select(e => (e["tenant"].ToString(), e["entity"].ToString()))], cancellationToken);
        return
        [
            .. entries.Select((e, i) => new ErasureReceipt(
                Shard.Time(e.Id.ToString().Split('-')[0]), e["tenant"].ToString(), e["entity"].ToString(), e["account"].ToString(), e["by"].ToString(),
                (int)e["dead"], (int)e["jobs"], (int)e["reports"], (int)e["writes"], (int?)e["snapshotLines"] ?? 0, [.. owed.Where(o => o.Of[i]).Select(o => o.Directory)])),
        ];
    }

    /// <summary>What was erased after a receipt, oldest first, and the last receipt of it; for who keeps a copy in memory and owes nothing when it ends.</summary>
    /// <param name="after">A receipt's id; null for the last there is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<(string Tenant, EntityKey Entity)> Erased, string Last)> SinceAsync(string? after, CancellationToken cancellationToken)
    {
        var entries = after is null
            ? await shard.Database.StreamRangeAsync(Keys.Erasures, "-", "+", 1, Order.Descending).WaitAsync(cancellationToken)
            : await shard.Database.StreamReadAsync(Keys.Erasures, after, 100).WaitAsync(cancellationToken);
        var last = entries is [.., var newest] ? newest.Id.ToString() : after ?? "0-0";
        return (after is null ? [] : [.. entries.Select(entry => (entry["tenant"].ToString(), EntityKey.Parse(entry["entity"].ToString())))], last);
    }

    private async Task<IReadOnlyList<(JournalDirectory Directory, IReadOnlyList<bool> Of)>> OwedAsync(
        IReadOnlyList<(string Tenant, string Entity)> erased, CancellationToken cancellationToken)
    {
        var owed = new List<(JournalDirectory, IReadOnlyList<bool>)>();
        if (erased.Count > 0)
        {
            foreach (var directory in (await _directories.ListAsync(cancellationToken)).Where(one => one is { Counts: true, Due: > 0 }))
            {
                owed.Add((directory, await _directories.OwesAsync(directory.Id, erased, cancellationToken)));
            }
        }

        return owed;
    }

    private static bool IsLast(RedisValue[] state) => state[0] == "end";
}
