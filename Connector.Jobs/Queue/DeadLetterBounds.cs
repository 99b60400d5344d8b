using Connector.Jobs.Memory;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>
/// Keeps dead letters within <see cref="JobsOptions.DeadLetters"/>, and their events within <see cref="JobsOptions.DeadLetterBodies"/> a tenant. As long as
/// there are not so many it is one command; afterwards all are looked through.
/// </summary>
public sealed class DeadLetterBounds(Shard shard, JobsMetrics metrics, ILogger<DeadLetterBounds> logger)
{
    private const int Page = 200;
    private const int MostDropped = 100;
    private const int MostExpired = 20;

    private static readonly Script Owners = new("dead-owners");
    private static readonly Script Drop = new("drop-dead-bodies");
    private static readonly Script Expire = new("expire-dead");

    /// <summary>Ends the oldest dead letters, of the tenants with most, and forgets the oldest events, of each tenant, until there are as many as may be.</summary>
    /// <returns>How many dead letters ended, and how many events were forgotten.</returns>
    public async Task<(int Expired, int Dropped)> KeepAsync(CancellationToken cancellationToken)
    {
        var options = shard.Options;
        if (await shard.Database.SortedSetLengthAsync(Keys.Dead).WaitAsync(cancellationToken) <= Math.Min(options.DeadLetters, options.DeadLetterBodies))
        {
            return (0, 0);
        }

        var tenants = await ByTenantAsync(cancellationToken);
        var level = (int)FairShare.Level(tenants.Select(dead => (long)dead.Count), options.DeadLetters);
        var expired = await EachAsync(
            Expire, MostExpired, tenants.SelectMany(dead => dead.SkipLast(level)), [Shard.Milliseconds(options.Retention), Shard.Milliseconds(options.BodyRetention)], cancellationToken);
        var dropped = await EachAsync(
            Drop, MostDropped, tenants.SelectMany(dead => dead.TakeLast(level).SkipLast(options.DeadLetterBodies)).Where(dead => dead.HasBody), [], cancellationToken);
        Tell(expired, dropped);
        return (expired, dropped);
    }

    private async Task<int> EachAsync(
        Script script, int most, IEnumerable<DeadLetter> dead, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var all = 0;
        foreach (var some in dead.Chunk(most))
        {
            all += (int)await shard.RunAsync(script, cancellationToken, [.. arguments, .. some.Select(one => (RedisValue)one.Id)]);
        }

        return all;
    }

    /// <summary>Each tenant's, the oldest first.</summary>
    private async Task<List<List<DeadLetter>>> ByTenantAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<DeadLetter>>(StringComparer.Ordinal);
        for (var (from, read) = (0, Page); read == Page; from += Page)
        {
            var reply = (RedisValue[])(await shard.RunAsync(Owners, cancellationToken, from, Page))!;
            read = reply.Length / 3;
            foreach (var dead in reply.Chunk(3))
            {
                var tenant = dead[1].ToString();
                if (!found.TryGetValue(tenant, out var all))
                {
                    found[tenant] = all = [];
                }

                all.Add(new DeadLetter(dead[0].ToString(), dead[2] == 1));
            }
        }

        return [.. found.Values];
    }

    private void Tell(int expired, int dropped)
    {
        metrics.Ended("expired", expired);
        metrics.Trimmed("deadBodies", dropped);
        if (expired > 0)
        {
            JobsLog.DeadExpired(logger, expired);
        }

        if (dropped > 0)
        {
            JobsLog.DeadBodiesDropped(logger, dropped);
        }
    }

    private readonly record struct DeadLetter(string Id, bool HasBody);
}
