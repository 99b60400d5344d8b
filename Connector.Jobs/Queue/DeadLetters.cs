using Connector.Jobs.Runs;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>Reads the jobs that failed permanently and wait for a human.</summary>
public sealed class DeadLetters(Shard shard)
{
    /// <summary>The most dead letters that are looked through for one answer.</summary>
    public const int MostLookedAt = 10_000;

    private static readonly Script ReadDead = new("read-dead");

    /// <summary>The last to die first.</summary>
    /// <param name="tenant">Only this tenant's; null for all.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>With a tenant, at most <see cref="MostLookedAt"/> of all tenants' are looked through, 500 a call.</remarks>
    public async Task<IReadOnlyList<JobView>> ListAsync(string? tenant, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 500);
        if (tenant is null)
        {
            return await ReadAsync("", skip, take, cancellationToken);
        }

        var found = new List<JobView>();
        var all = Math.Min(MostLookedAt, await shard.Database.SortedSetLengthAsync(Keys.Dead).WaitAsync(cancellationToken));
        for (var from = 0; from < all && found.Count < skip + take; from += 500)
        {
            found.AddRange(await ReadAsync(tenant, from, 500, cancellationToken));
        }

        return [.. found.Skip(skip).Take(take)];
    }

    private async Task<IReadOnlyList<JobView>> ReadAsync(string tenant, int skip, int take, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await shard.RunAsync(ReadDead, cancellationToken, tenant, skip, take))!;
        return [.. reply.Select(job => JobRecord.Read(job[0].ToString(), new Record((RedisValue[])job[1]!)))];
    }
}
