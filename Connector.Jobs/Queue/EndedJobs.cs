using Connector.Jobs.Memory;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>
/// Keeps the number of ended jobs whose records are kept within <see cref="JobsOptions.EndedJobs"/>, or within what the memory allows; see trim.lua. Nobody
/// loses any before those who have more than an equal share are down to it: a noisy tenant does not erase a quiet one's history.
/// </summary>
public sealed class EndedJobs(Shard shard, MemoryWatch memory)
{
    /// <summary>Jobs of one step: less than a millisecond of Redis, see <c>ScriptCostTests</c>.</summary>
    internal const int Step = 50;

    /// <summary>Tenants asked about at a time.</summary>
    private const int Page = 500;

    private static readonly Script Trim = new("trim");
    private static readonly Script Move = new("move-ended");
    private static readonly Script Runs = new("trim-runs");

    /// <summary>How many ended jobs are kept at present.</summary>
    public int Kept => HistoryShare.Jobs(shard.Options.EndedJobs, memory.Use.Limit);

    /// <summary>Forgets the records of the jobs that ended first, a bounded step a call, until no more are kept than may be.</summary>
    /// <returns>How many jobs were forgotten.</returns>
    public async Task<long> TrimAsync(CancellationToken cancellationToken)
    {
        await MoveAsync(cancellationToken);
        await TrimRunsAsync(0, 0, cancellationToken);
        var tenants = await TenantsAsync(cancellationToken);
        var level = FairShare.Level(tenants.Select(tenant => tenant.Jobs), Kept);
        var all = 0L;
        foreach (var tenant in tenants.Where(tenant => tenant.Jobs > level))
        {
            for (var step = Step; step == Step; all += step)
            {
                step = (await TrimAsync(tenant.Name, level, level, Step, cancellationToken)).Records;
            }
        }

        return all;
    }

    /// <summary>Takes over what a process of the version before has ended.</summary>
    internal async Task MoveAsync(CancellationToken cancellationToken)
    {
        while ((int)await shard.RunAsync(Move, cancellationToken, Step) == Step)
        {
        }
    }

    /// <summary>One step: of one tenant, down to so many newest records, and then to so many newest events.</summary>
    internal async Task<(int Records, int Bodies)> TrimAsync(string tenant, long records, long bodies, int most, CancellationToken cancellationToken)
    {
        var reply = (int[])(await shard.RunAsync(Trim, cancellationToken, tenant, records, bodies, most))!;
        return (reply[0], reply[1]);
    }

    /// <summary>One step: forgets runs that nothing is left of, from a rank on; none, but for those whose retention is over, if none are to be looked at.</summary>
    internal async Task<(int Looked, int Gone)> TrimRunsAsync(long from, int most, CancellationToken cancellationToken)
    {
        var reply = (int[])(await shard.RunAsync(Runs, cancellationToken, Shard.Milliseconds(shard.Options.Retention), from, most))!;
        return (reply[0], reply[1]);
    }

    /// <summary>Whoever has ended jobs: how many, and how many of them may have their event still.</summary>
    internal async Task<List<TenantHistory>> TenantsAsync(CancellationToken cancellationToken)
    {
        var bare = (await shard.Database.HashGetAllAsync(Keys.Bodiless).WaitAsync(cancellationToken)).ToDictionary(one => one.Name.ToString(), one => (long)one.Value);
        var names = new List<string>();
        await foreach (var tenant in shard.Database.SetScanAsync(Keys.EndedTenants, pageSize: Page).WithCancellation(cancellationToken))
        {
            names.Add(tenant.ToString());
        }

        var found = new List<TenantHistory>();
        foreach (var some in names.Distinct(StringComparer.Ordinal).Chunk(Page))
        {
            var lengths = await Task.WhenAll(some.Select(tenant => shard.Database.ListLengthAsync(Keys.Ended(tenant)))).WaitAsync(cancellationToken);
            found.AddRange(some.Select((tenant, i) => new TenantHistory(tenant, lengths[i], Math.Max(0, lengths[i] - bare.GetValueOrDefault(tenant)))));
        }

        return found;
    }
}

/// <summary>A tenant's ended jobs that are kept.</summary>
/// <param name="Name">The tenant.</param>
/// <param name="Jobs">How many.</param>
/// <param name="Bodies">How many of them have their event, as far as memory has not taken it.</param>
internal readonly record struct TenantHistory(string Name, long Jobs, long Bodies);
