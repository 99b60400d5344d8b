namespace Connector.Jobs.Tests;

// What ends because there is too much of it.
internal sealed partial class Walk
{
    /// <summary>Memory is short: a tenant keeps its newest records, and of fewer the events.</summary>
    private async Task TrimAsync(int pick)
    {
        var (tenant, records) = (Tenants[pick % 2], pick % 5);
        var list = $"{Machine.Prefix}ended:{tenant}";
        var ended = (await machine.Redis.ListRangeAsync(list)).Select(job => job.ToString()).ToList();
        var (forgotten, bared) = await machine.Ended.TrimAsync(tenant, records, records / 2, 1 + (pick % 3), Machine.Cancellation);
        Assert.InRange(forgotten + bared, 0, 1 + (pick % 3));
        Assert.Equal(ended.Skip(forgotten), (await machine.Redis.ListRangeAsync(list)).Select(job => job.ToString()));
        Model.Forgotten.UnionWith(ended.Take(forgotten));
    }

    /// <summary>Of whatever jobs: those alone end that are dead.</summary>
    private async Task ExpireDeadAsync(int pick)
    {
        var bounds = machine.With(new JobsOptions { DeadLetters = pick % 3, DeadLetterBodies = 1 });
        var dead = (await machine.Redis.SortedSetRangeByRankAsync(Machine.Prefix + "dead")).Select(job => job.ToString()).ToList();
        await bounds.KeepAsync(Machine.Cancellation);
        var left = (await machine.Redis.SortedSetRangeByRankAsync(Machine.Prefix + "dead")).Select(job => job.ToString()).ToHashSet();
        Assert.InRange(left.Count, 0, Math.Max(1, pick % 3));
        dead.Where(job => !left.Contains(job)).ToList().ForEach(job => Model.Jobs[job] = Model.Place.Finished);
    }
}
