using System.Collections.Concurrent;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class TakingTests(RedisFixture redis)
{
    [Fact]
    public async Task Twenty_takers_at_once_never_share_an_account()
    {
        await using var machine = await Machine.StartAsync(redis);
        const int Accounts = 15;
        for (var i = 0; i < Accounts * 4; i++)
        {
            await machine.AttachedAsync(Machine.Process(1 + (i % Accounts)));
        }

        var busy = new ConcurrentDictionary<AccountKey, long>();
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async worker =>
        {
            while ((await machine.Passes.TakeAsync($"worker-{worker}", [], Machine.Cancellation)).Pass is { } pass)
            {
                Assert.True(busy.TryAdd(pass.Account, pass.Fence), $"{pass.Account} was taken twice.");
                Assert.Equal(4, pass.Jobs.Count);
                await machine.Passes.BeatAsync(pass, Machine.Cancellation);
                Interlocked.Increment(ref taken);
                busy.TryRemove(pass.Account, out _);
                await machine.FinishAsync(pass);
            }
        }));

        Assert.Equal(Accounts, taken);
        Assert.Equal(Accounts * 4, (await machine.BalancedAsync()).Finished);
    }

    [Fact]
    public async Task Tenants_with_due_work_take_turns_however_much_one_has()
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var contact = 1; contact <= 5; contact++)
        {
            await machine.AttachedAsync(Machine.Process(contact, tenant: "Big"));
        }

        await machine.AttachedAsync(Machine.Process(1, tenant: "Small"));
        await machine.AttachedAsync(Machine.Process(2, tenant: "Small"));

        var turns = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            turns.Add((await machine.TakeAsync()).Account.Tenant);
        }

        Assert.Equal(["Big", "Small", "Big", "Small", "Big", "Big", "Big"], turns);
    }

    [Fact]
    public async Task A_tenant_that_is_excepted_is_passed_over_and_its_work_stays_due()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        Assert.Null(await machine.NothingDueAsync(Machine.Tenant));
        Assert.NotNull(await machine.TakeAsync());
    }

    [Fact]
    public async Task An_account_with_more_jobs_than_a_pass_may_have_queues_up_behind_the_others()
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var job = 0; job <= Passes.MostJobs; job++)
        {
            await machine.AttachedAsync(Machine.Process(1));
        }

        await machine.AttachedAsync(Machine.Process(2));

        var giant = await machine.TakeAsync();
        Assert.Equal(("c1", Passes.MostJobs), (giant.Account.Account, giant.Jobs.Count));
        await machine.FinishAsync(giant);
        Assert.Equal("c2", (await machine.TakeAsync()).Account.Account);
        Assert.Equal("c1", (await machine.TakeAsync()).Account.Account);
    }

    [Fact]
    public async Task The_account_that_is_due_first_is_taken_first()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.AttachedAsync(Machine.Process(2));
        await machine.Redis.SortedSetAddAsync($"{Machine.Prefix}due:{Machine.Tenant}", "c2", 1);
        Assert.Equal("c2", (await machine.TakeAsync()).Account.Account);
    }

    [Fact]
    public async Task A_held_tenant_gives_out_one_probe_a_minute_and_everything_after_the_hold()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.AttachedAsync(Machine.Process(2));
        await machine.Holds.HoldAsync(Machine.Tenant, "token revoked", TimeSpan.FromMinutes(1), Machine.Cancellation);
        Assert.InRange((await machine.NothingDueAsync())!.Value.TotalSeconds, 30, 60);
        var hold = Assert.Single(await machine.Holds.ListAsync(Machine.Cancellation));
        Assert.Equal((Machine.Tenant, "token revoked"), (hold.Tenant, hold.Reason));

        await machine.Holds.HoldAsync(Machine.Tenant, "token revoked", TimeSpan.Zero, Machine.Cancellation);
        Assert.Equal(hold.Since, Assert.Single(await machine.Holds.ListAsync(Machine.Cancellation)).Since);
        var probe = await machine.TakeAsync();
        Assert.InRange((await machine.NothingDueAsync())!.Value.TotalSeconds, 30, 60);
        await machine.Passes.ReleaseAsync(probe, new Release { Reason = ReleaseReason.Held }, Machine.Cancellation);
        await machine.NothingDueAsync();

        Assert.True(await machine.Holds.ResumeAsync(Machine.Tenant, Machine.Cancellation));
        Assert.False(await machine.Holds.ResumeAsync(Machine.Tenant, Machine.Cancellation));
        Assert.Empty(await machine.Holds.ListAsync(Machine.Cancellation));
        var passes = new[] { await machine.TakeAsync(), await machine.TakeAsync() };
        Assert.All(passes, p => Assert.Equal(0, p.FailedAttempts));
        await machine.BalancedAsync();
    }

    [Fact]
    public async Task A_held_tenant_does_not_hold_up_another()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1, tenant: "Held"));
        await machine.AttachedAsync(Machine.Process(1, tenant: "Free"));
        await machine.Holds.HoldAsync("Held", "paused", TimeSpan.FromHours(1), Machine.Cancellation);
        Assert.Equal("Free", (await machine.TakeAsync()).Account.Tenant);
    }
}
