using StackExchange.Redis;

namespace Connector.Jobs.Ledger;

/// <summary>How many ledgers there are: counted by the scripts that make and erase them, see ledgers.lua; put right by whoever has counted all.</summary>
public sealed class LedgerCount(Shard shard)
{
    private const int Page = 500;
    private const string Ledgers = "ledgers";
    private const string Counted = "ledgersCounted";

    /// <summary>Counts those that the version before has made, once in the life of a Redis.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await shard.Database.HashExistsAsync(Keys.Counters, Counted).WaitAsync(cancellationToken))
        {
            return;
        }

        var server = shard.Connection.GetServer((await shard.Database.IdentifyEndpointAsync(Keys.Prefix).WaitAsync(cancellationToken))!);
        var counted = 0L;
        await foreach (var _ in server.KeysAsync(shard.Database.Database, Keys.Prefix + "ledger:*", Page).WithCancellation(cancellationToken))
        {
            counted++;
        }

        await shard.Database.HashSetAsync(Keys.Counters, [new HashEntry(Counted, 1), new HashEntry(Ledgers, counted)]).WaitAsync(cancellationToken);
    }

    /// <summary>All have been counted: if it was wrong, it is right now.</summary>
    internal async Task HealAsync(long before, long counted, CancellationToken cancellationToken)
    {
        if (before != counted)
        {
            await shard.Database.HashIncrementAsync(Keys.Counters, Ledgers, counted - before).WaitAsync(cancellationToken);
        }
    }
}
