using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>When take looks at which tenant: in time, in turn, and at no more of them than a call can bear.</summary>
public sealed class TurnTests(RedisFixture redis)
{
    private const string Prefix = Machine.Prefix;

    // More than a call looks at.
    private const int Many = 250;

    [Fact]
    public async Task A_tenant_whose_time_comes_takes_its_turn_behind_those_that_have_one_and_before_whoever_is_served_next()
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var contact = 1; contact <= 3; contact++)
        {
            await machine.AttachedAsync(Machine.Process(contact, tenant: "Big"));
        }

        await machine.AttachedAsync(Machine.Process(1, tenant: "Small"));
        var first = await machine.TakeAsync();
        await machine.AttachedAsync(Machine.Process(1, tenant: "Late"));

        Assert.Equal(
            ["Big", "Small", "Big", "Late", "Big"],
            [first.Account.Tenant, .. await TakenAsync(machine, 4)]);
        Assert.False(await machine.Redis.KeyExistsAsync(Prefix + "turns"));
        Assert.Null(await machine.NothingDueAsync());
    }

    [Fact]
    public async Task A_tenant_that_has_a_turn_keeps_it_whatever_else_of_it_is_made_due()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1, tenant: "First"));
        await machine.AttachedAsync(Machine.Process(1, tenant: "Second"));
        await machine.NothingDueAsync("First", "Second");

        await machine.AttachedAsync(Machine.Process(2, tenant: "First"));
        await machine.Holds.HoldAsync("First", "token revoked", TimeSpan.FromHours(1), Machine.Cancellation);
        await machine.Holds.ResumeAsync("First", Machine.Cancellation);
        await machine.NothingDueAsync("First", "Second");

        Assert.Equal(["First", "Second", "First"], await TakenAsync(machine, 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Many)]
    public async Task However_many_are_passed_over_the_others_are_found_and_nobody_looks_again_and_again(int passedOver)
    {
        await using var machine = await Machine.StartAsync(redis);
        var tenants = await machine.TenantsAsync(passedOver);
        await machine.AttachedAsync(Machine.Process(1, tenant: "Zoe"));
        while (await machine.NothingDueAsync([.. tenants, "Zoe"]) is { } again)
        {
            Assert.Equal(TimeSpan.Zero, again);
        }

        Assert.Equal("Zoe", (await machine.TakeAsync(tenants)).Account.Tenant);
        Assert.Null(await machine.NothingDueAsync(tenants));

        Assert.Equal(tenants, await TakenAsync(machine, passedOver));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(Many)]
    public async Task Data_of_the_version_before_is_taken_over_tenant_by_tenant(int later)
    {
        await using var machine = await Machine.StartAsync(redis);
        var tenants = await machine.TenantsAsync(later, TimeSpan.FromHours(1));
        await machine.AttachedAsync(Machine.Process(1, tenant: "Zoe"));
        await TurnsAloneAsync(machine, [.. tenants, "Zoe", "Gone"]);

        var calls = 0;
        Taken taken;
        do
        {
            taken = await machine.Passes.TakeAsync("worker", [], Machine.Cancellation);
            Assert.True(taken.Pass is not null || taken.NextDueIn == TimeSpan.Zero);
        }
        while (taken.Pass is null && ++calls < 10);

        Assert.Equal("Zoe", taken.Pass?.Account.Tenant);
        Assert.InRange((await machine.NothingDueAsync())!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.Equal((0, later), (await machine.Redis.SortedSetLengthAsync(Prefix + "turns"), await machine.Redis.SortedSetLengthAsync(Prefix + "due")));
    }

    [Fact]
    public async Task What_a_process_of_the_version_before_makes_due_beside_ours_is_taken_once_and_in_time()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.Redis.SortedSetAddAsync(Prefix + "due", Machine.Tenant, await machine.NowAsync() + 3_600_000);
        await machine.Redis.SortedSetAddAsync(Prefix + "turns", Machine.Tenant, 1);

        await machine.TakeAsync();

        Assert.Null(await machine.NothingDueAsync());
        Assert.Equal(0, await machine.Redis.KeyExistsAsync([Prefix + "due", Prefix + "turns"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Anna")]
    public async Task A_hold_that_a_process_of_the_version_before_lifts_is_noticed_within_a_minute(string by)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await (by == ""
            ? machine.Holds.HoldAsync(Machine.Tenant, "write stop", TimeSpan.FromHours(5), Machine.Cancellation)
            : machine.Holds.HoldByAsync(Machine.Tenant, "migration", by, Machine.Cancellation));

        Assert.InRange((await machine.NothingDueAsync())!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        await machine.Redis.HashDeleteAsync(Keys.Holds, Machine.Tenant);
        await machine.NothingDueAsync();
        await machine.Redis.SortedSetAddAsync(Prefix + "due", Machine.Tenant, 1); // the minute is over
        await machine.TakeAsync();
    }

    [Theory]
    [InlineData("due")]
    [InlineData("turns")]
    public async Task The_reclaimer_finds_whom_nobody_would_look_at_and_leaves_the_held_ones_alone(string lost)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.AttachedAsync(Machine.Process(1, tenant: "Held"));
        await machine.Holds.HoldAsync("Held", "write stop", TimeSpan.FromHours(5), Machine.Cancellation);
        if (lost == "turns")
        {
            await machine.NothingDueAsync(Machine.Tenant);
        }

        await machine.Redis.KeyDeleteAsync(Prefix + lost);
        await machine.NothingDueAsync();
        var held = await machine.Redis.SortedSetScoreAsync(Prefix + "due", "Held");

        Assert.Equal(0, await machine.Passes.ReclaimAsync(Machine.Cancellation));

        await machine.TakeAsync();
        Assert.Equal(held, await machine.Redis.SortedSetScoreAsync(Prefix + "due", "Held"));
        var all = await machine.SnapshotAsync();
        await machine.Passes.ReclaimAsync(Machine.Cancellation);
        Assert.Equal(all, await machine.SnapshotAsync());
    }

    [Fact]
    public async Task A_tenant_whose_time_is_later_than_anybody_waits_because_the_clock_was_set_back_is_looked_at()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.Redis.SortedSetAddAsync(Prefix + "due", Machine.Tenant, await machine.NowAsync() + (25 * 3_600_000));
        await machine.TakeAsync();

        await machine.AttachedAsync(Machine.Process(2));
        await machine.Redis.SortedSetAddAsync(Prefix + "due", Machine.Tenant, await machine.NowAsync() + (24 * 3_600_000));
        await machine.NothingDueAsync();
    }

    /// <summary>As the version before leaves it: all tenants have turns, in this order.</summary>
    private static async Task TurnsAloneAsync(Machine machine, string[] tenants)
    {
        await machine.Redis.KeyDeleteAsync(Prefix + "due");
        await machine.Redis.SortedSetAddAsync(Prefix + "turns", [.. tenants.Select((tenant, i) => new StackExchange.Redis.SortedSetEntry(tenant, i + 1))]);
        await machine.Redis.StringSetAsync(Prefix + "turn", tenants.Length);
    }

    private static async Task<List<string>> TakenAsync(Machine machine, int times)
    {
        var tenants = new List<string>();
        while (tenants.Count < times)
        {
            tenants.Add((await machine.TakeAsync()).Account.Tenant);
        }

        return tenants;
    }
}
