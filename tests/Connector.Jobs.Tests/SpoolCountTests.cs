using System.Globalization;
using Connector.Jobs.Intake;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

public sealed class SpoolCountTests(RedisFixture redis)
{
    private static readonly RedisKey Spools = Machine.Prefix + "spools";

    [Fact]
    public async Task The_audit_shows_what_all_spools_hold_beside_the_jobs()
    {
        await using var machine = await Machine.StartAsync(redis);
        var counts = new SpoolCounts(machine.Shard);
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
        await counts.SetAsync("spool-a", 7, Machine.Cancellation);
        await counts.SetAsync("spool-b", 3, Machine.Cancellation);
        await counts.SetAsync("spool-a", 5, Machine.Cancellation);

        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 8), (audit.Accepted, audit.Spooled));

        await counts.SetAsync("spool-a", 0, Machine.Cancellation);
        await counts.SetAsync("spool-b", 0, Machine.Cancellation);
        Assert.Equal(0, (await machine.BalancedAsync()).Spooled);
        Assert.False(await machine.Redis.KeyExistsAsync(Spools));
    }

    [Fact]
    public async Task A_count_that_nobody_told_for_a_day_is_forgotten()
    {
        await using var machine = await Machine.StartAsync(redis);
        var counts = new SpoolCounts(machine.Shard);
        await counts.SetAsync("fresh", 1, Machine.Cancellation);
        var told = long.Parse(((string)(await machine.Redis.HashGetAsync(Spools, "fresh"))!).Split(' ')[1], CultureInfo.InvariantCulture);
        await machine.Redis.HashSetAsync(Spools, "old", $"9 {told - TimeSpan.FromHours(25).TotalMilliseconds}");
        await machine.Redis.HashSetAsync(Spools, "day", $"4 {told - TimeSpan.FromHours(23).TotalMilliseconds}");

        await counts.SetAsync("fresh", 2, Machine.Cancellation);

        Assert.Equal(6, (await machine.BalancedAsync()).Spooled);
    }
}
