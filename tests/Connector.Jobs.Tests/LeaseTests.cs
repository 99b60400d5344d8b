using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class LeaseTests(RedisFixture redis)
{
    [Fact]
    public async Task Who_lost_the_lease_is_told_by_every_call_and_changes_nothing()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var lost = await machine.TakeAsync();
        await machine.ExpireAsync(lost);
        Assert.Equal(1, await machine.Passes.ReclaimAsync(Machine.Cancellation));
        var current = await machine.TakeAsync();
        Assert.NotEqual(lost.Fence, current.Fence);
        var before = await machine.SnapshotAsync();
        var (entity, intent) = (EntityKey.Contact(7), new WriteIntent(0, "f", new Dictionary<string, string?>(), new Dictionary<string, string>(), default));

        await LosesAsync(c => machine.Passes.BeatAsync(lost, c));
        await LosesAsync(_ => machine.FinishAsync(lost));
        await LosesAsync(c => machine.Passes.RetryAsync(lost, TimeSpan.Zero, "x", c));
        await LosesAsync(c => machine.Passes.ReleaseAsync(lost, new Release { Reason = ReleaseReason.HandedOver }, c));
        await LosesAsync(c => machine.Passes.DescribeAsync(lost, "x", "y", c));
        await LosesAsync(c => machine.Ledger.IntendAsync(lost, entity, intent, Machine.Terms(), c));
        await LosesAsync(c => machine.Ledger.ConfirmAsync(lost, entity, new Dictionary<string, string>(), c));
        await LosesAsync(c => machine.Ledger.AbandonAsync(lost, entity, c));
        await LosesAsync(c => machine.Ledger.GiveUpAsync(lost, entity, inDoubt: [], c));
        await LosesAsync(c => machine.Ledger.ArrivedAsync(lost, entity, intent, new Dictionary<string, string>(), c));
        await LosesAsync(c => machine.Ledger.MarkAppliedAsync(lost, entity, "f", c));
        await LosesAsync(c => machine.Spend.SettleAsync(lost, entity, "f", new byte[1], TimeSpan.FromDays(1), null, c));
        await LosesAsync(c => machine.Spend.ReserveAsync(lost, entity, "f", null, SpendTests.Limits, lost.StartedAt, c));

        Assert.Equal(before, await machine.SnapshotAsync());
        await machine.FinishAsync(current);
        await machine.BalancedAsync();
    }

    [Fact]
    public async Task A_pass_that_has_ended_has_lost_its_lease()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.FinishAsync(pass);
        await LosesAsync(c => machine.Passes.BeatAsync(pass, c));
    }

    [Fact]
    public async Task Reclaimed_jobs_are_at_the_front_of_their_account_in_order_and_due_at_once()
    {
        await using var machine = await Machine.StartAsync(redis);
        var first = await machine.AttachedAsync(Machine.Process(7));
        var second = await machine.AttachedAsync(Machine.Process(7, person: 3));
        var crashed = await machine.TakeAsync();
        var third = await machine.AttachedAsync(Machine.Process(7));
        await machine.ExpireAsync(crashed);

        Assert.Equal(1, await machine.Passes.ReclaimAsync(Machine.Cancellation));

        await machine.BalancedAsync();
        var pass = await machine.TakeAsync();
        Assert.Equal([first, second, third], pass.Jobs.Select(j => j.JobId));
        Assert.Equal((1, 0), (pass.Crashes, pass.FailedAttempts));
    }

    [Fact]
    public async Task A_lease_that_is_kept_alive_is_not_reclaimed()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.ExpireAsync(pass);

        await machine.Passes.BeatAsync(pass, Machine.Cancellation);

        Assert.Equal(0, await machine.Passes.ReclaimAsync(Machine.Cancellation));
        await machine.FinishAsync(pass);
    }

    [Fact]
    public async Task No_heartbeat_extends_a_lease_beyond_the_longest_pass()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        var account = $"{Machine.Prefix}account:{pass.Account}";
        var started = await machine.NowAsync() - (long)(machine.Options.LongestPass - TimeSpan.FromSeconds(20)).TotalMilliseconds;
        await machine.Redis.HashSetAsync(account, "startedAt", started);

        await machine.Passes.BeatAsync(pass, Machine.Cancellation);

        var end = await machine.Redis.SortedSetScoreAsync(Machine.Prefix + "leases", pass.Account.ToString());
        Assert.Equal(started + machine.Options.LongestPass.TotalMilliseconds, end);
        await machine.Redis.HashSetAsync(account, "startedAt", started - 20_000);
        await LosesAsync(c => machine.Passes.BeatAsync(pass, c));
    }

    [Fact]
    public async Task The_fifth_crash_in_a_row_makes_the_jobs_dead()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.AttachedAsync(Machine.Process(7));
        for (var crash = 1; crash <= Passes.MostCrashes; crash++)
        {
            var pass = await machine.TakeAsync();
            Assert.Equal(crash - 1, pass.Crashes);
            await machine.ExpireAsync(pass);
            await machine.Passes.ReclaimAsync(Machine.Cancellation);
            await machine.BalancedAsync();
        }

        Assert.Null(await machine.NothingDueAsync());
        Assert.Equal(1, (await machine.BalancedAsync()).Dead);
        var view = await machine.Runs.FindJobAsync(job, Machine.Cancellation);
        Assert.Equal(("dead", "crashed"), (view!.State, view.Reason));
        Assert.Contains("5 passes in a row", view.Error, StringComparison.Ordinal);
        await machine.AttachedAsync(Machine.Process(7));
        Assert.Equal(0, (await machine.TakeAsync()).Crashes);
    }

    [Fact]
    public async Task A_proper_end_starts_the_count_of_crashes_anew()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.ExpireAsync(pass);
        await machine.Passes.ReclaimAsync(Machine.Cancellation);
        await machine.Passes.RetryAsync(await machine.TakeAsync(), TimeSpan.Zero, "time-out", Machine.Cancellation);

        Assert.Equal(0, (await machine.TakeAsync()).Crashes);
    }

    private static async Task LosesAsync(Func<CancellationToken, Task> call) =>
        await Assert.ThrowsAsync<LeaseLostException>(() => call(Machine.Cancellation));
}
