using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class DecidingTests(RedisFixture redis)
{
    private static readonly JobDecision Skip = Machine.Process(7) with { Reason = "echo" };

    [Fact]
    public async Task Attaching_an_entry_twice_puts_the_job_into_its_account_once()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.WaitingAsync();
        await machine.Waiting.AttachAsync(job, Machine.Process(7), Machine.Cancellation);
        var before = await machine.SnapshotAsync();

        await machine.Waiting.AttachAsync(job, Machine.Process(7), Machine.Cancellation);
        await machine.Waiting.SkipAsync(job, Skip, Machine.Cancellation);
        await machine.Waiting.BuryAsync(job, Skip, "unreadable", Machine.Cancellation);

        Assert.Equal(before, await machine.SnapshotAsync());
        Assert.Single((await machine.TakeAsync()).Jobs);
    }

    [Fact]
    public async Task A_skipped_job_is_finished_and_its_entry_is_gone()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.WaitingAsync();

        await machine.Waiting.SkipAsync(job, Skip, Machine.Cancellation);

        Assert.Equal(1, (await machine.BalancedAsync()).Finished);
        Assert.False(await machine.Redis.KeyExistsAsync(Machine.Prefix + "waiting"));
        var view = await machine.Runs.FindJobAsync(job.JobId, Machine.Cancellation);
        Assert.Equal(("finished", "skipped", "echo", "echo"), (view!.State, view.Outcome, view.Reason, view.Decision));
        Assert.NotNull(view.EndedAt);
        Assert.Null(await machine.NothingDueAsync());
    }

    [Fact]
    public async Task A_buried_job_is_dead_and_keeps_its_body()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.WaitingAsync();

        await machine.Waiting.BuryAsync(job, new JobDecision("", null, null, "unreadable"), "not JSON", Machine.Cancellation);

        Assert.Equal(1, (await machine.BalancedAsync()).Dead);
        var view = await machine.Runs.FindJobAsync(job.JobId, Machine.Cancellation);
        Assert.Equal(("dead", "unreadable", "not JSON"), (view!.State, view.Reason, view.Error));
        Assert.Null(await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}job:{job.JobId}"));
        Assert.Null(await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}body:{job.JobId}"));
    }

    [Fact]
    public async Task An_entry_is_handed_to_one_decider_only()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.WaitingAsync();
        Assert.Empty(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
        Assert.Empty(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
    }

    [Fact]
    public async Task An_entry_whose_decider_is_silent_for_too_long_is_claimed_by_another_who_decides_it()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero, DeciderTimeout = TimeSpan.Zero });
        var job = await machine.WaitingAsync();

        var claimed = Assert.Single(await machine.Waiting.ReadAsync(10, Machine.Cancellation));

        Assert.Equal(job.JobId, claimed.JobId);
        Assert.Equal(job.Body.ToArray(), claimed.Body.ToArray());
        await machine.Waiting.AttachAsync(claimed, Machine.Process(7), Machine.Cancellation);
        await machine.Waiting.AttachAsync(job, Machine.Process(7), Machine.Cancellation);
        Assert.Equal(1, (await machine.BalancedAsync()).Scheduled);
        Assert.Single((await machine.TakeAsync()).Jobs);
    }

    [Fact]
    public async Task An_entry_that_ends_its_deciders_again_and_again_is_buried()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { DeciderTimeout = TimeSpan.Zero });
        var job = await machine.WaitingAsync();
        for (var claim = 1; claim < WaitingEvents.MostDeliveries; claim++)
        {
            Assert.Single(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
        }

        Assert.Empty(await machine.Waiting.ReadAsync(10, Machine.Cancellation));

        Assert.Equal(1, (await machine.BalancedAsync()).Dead);
        Assert.Equal("undecidable", (await machine.Runs.FindJobAsync(job.JobId, Machine.Cancellation))!.Reason);
    }

    // A chaos test killed deciders that had just read a hundred events, five times in a row: all hundred were dead letters, for nothing that any of
    // them had done.
    [Fact]
    public async Task Those_that_were_read_together_with_an_entry_that_ends_its_deciders_are_not_buried_with_it()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { DeciderTimeout = TimeSpan.Zero });
        await machine.Intake.AcceptAsync([Machine.Event(), Machine.Event(), Machine.Event()], Machine.Cancellation);
        var together = await machine.Waiting.ReadAsync(10, Machine.Cancellation);
        Assert.Equal(3, together.Count);

        // Whichever comes first, and none together with another.
        while ((await machine.BalancedAsync()).Waiting > 0)
        {
            if (await machine.Waiting.ReadAsync(10, Machine.Cancellation) is { Count: > 0 } read && Assert.Single(read) is var job && job.JobId != together[0].JobId)
            {
                await machine.Waiting.AttachAsync(job, Machine.Process(7), Machine.Cancellation);
            }
        }

        Assert.Equal("undecidable", (await machine.Runs.FindJobAsync(together[0].JobId, Machine.Cancellation))!.Reason);
        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 2), (audit.Dead, audit.Scheduled));
    }

    [Fact]
    public async Task A_job_without_account_or_entity_cannot_be_attached()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.WaitingAsync();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            machine.Waiting.AttachAsync(job, new JobDecision("x", null, null, "y"), Machine.Cancellation));
        Assert.Equal(1, (await machine.BalancedAsync()).Waiting);
    }
}
