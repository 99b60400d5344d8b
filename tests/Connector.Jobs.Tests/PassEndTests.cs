using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Tests;

public sealed class PassEndTests(RedisFixture redis)
{
    private static readonly EntityKey Contact = EntityKey.Contact(7);
    private static readonly EntityKey Person = EntityKey.Person(3);

    [Fact]
    public async Task Finishing_one_entity_leaves_the_others_in_the_pass_which_ends_with_the_last()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.AttachedAsync(Machine.Process(7, person: 3));
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();

        await machine.Passes.FinishAsync(pass, [Machine.Report(Contact)], Machine.Cancellation);
        var audit = await machine.BalancedAsync();
        Assert.Equal((2, 1), (audit.Finished, audit.Processing));
        await machine.Passes.BeatAsync(pass, Machine.Cancellation);

        await machine.Passes.FinishAsync(pass, [Machine.Report(Person, JobOutcome.Unchanged, "unchanged")], Machine.Cancellation);
        Assert.Equal(3, (await machine.BalancedAsync()).Finished);
        await Assert.ThrowsAsync<LeaseLostException>(() => machine.Passes.BeatAsync(pass, Machine.Cancellation));
    }

    [Fact]
    public async Task A_report_about_an_entity_without_a_job_is_shown_and_ends_none()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();

        await machine.Passes.FinishAsync(pass, [Machine.Report(Person)], Machine.Cancellation);

        Assert.Equal(1, (await machine.BalancedAsync()).Processing);
        Assert.Equal(Person, Assert.Single((await machine.RunOfAsync(job)).Reports).Entity);
    }

    [Fact]
    public async Task A_retry_costs_an_attempt_and_remembers_since_when_the_account_fails()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.AttachedAsync(Machine.Process(7));
        await machine.Passes.RetryAsync(await machine.TakeAsync(), TimeSpan.Zero, "503 from the CRM", Machine.Cancellation);
        var second = await machine.TakeAsync();
        await machine.Passes.RetryAsync(second, TimeSpan.Zero, "503 again", Machine.Cancellation);
        var third = await machine.TakeAsync();

        Assert.Equal((1, 2), (second.FailedAttempts, third.FailedAttempts));
        Assert.NotNull(second.FailingSince);
        Assert.Equal(second.FailingSince, third.FailingSince);
        var run = (await machine.RunOfAsync(job)).Run;
        Assert.Equal((2, "503 again"), (run.Attempts, run.Error));
        await machine.FinishAsync(third);
        await machine.AttachedAsync(Machine.Process(7));
        var next = await machine.TakeAsync();
        Assert.Equal((0, null), (next.FailedAttempts, next.FailingSince));
    }

    [Fact]
    public async Task A_release_costs_no_attempt_and_still_working_is_remembered_from_the_first_time()
    {
        await using var machine = await Machine.StartAsync(redis);
        var release = new Release { Reason = ReleaseReason.StillWorking };
        await machine.AttachedAsync(Machine.Process(7));
        var first = await machine.TakeAsync();
        Assert.Null(first.StillWorkingSince);
        await machine.Passes.ReleaseAsync(first, release, Machine.Cancellation);
        var second = await machine.TakeAsync();
        await machine.Passes.ReleaseAsync(second, release, Machine.Cancellation);
        var third = await machine.TakeAsync();

        Assert.NotNull(second.StillWorkingSince);
        Assert.Equal(second.StillWorkingSince, third.StillWorkingSince);
        Assert.Equal(0, third.FailedAttempts);
        await machine.FinishAsync(third);
        await machine.AttachedAsync(Machine.Process(7));
        Assert.Null((await machine.TakeAsync()).StillWorkingSince);
        await machine.BalancedAsync();
    }

    [Fact]
    public async Task An_entity_that_is_still_worked_on_waits_while_the_others_finish()
    {
        await using var machine = await Machine.StartAsync(redis);
        var waits = await machine.AttachedAsync(Machine.Process(7));
        await machine.AttachedAsync(Machine.Process(7, person: 3));
        var pass = await machine.TakeAsync();
        var release = new Release { Reason = ReleaseReason.StillWorking, Entity = Contact, Delay = TimeSpan.FromMinutes(3) };

        await machine.Passes.ReleaseAsync(pass, release, Machine.Cancellation);
        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 1), (audit.Scheduled, audit.Processing));
        await machine.Passes.FinishAsync(pass, [Machine.Report(Person)], Machine.Cancellation);

        Assert.InRange((await machine.NothingDueAsync())!.Value.TotalSeconds, 120, 180);
        Assert.Equal("scheduled", (await machine.Runs.FindJobAsync(waits, Machine.Cancellation))!.State);
        await machine.BalancedAsync();
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public async Task Of_several_waits_in_a_pass_the_longest_counts(int contactMinutes, int personMinutes)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.AttachedAsync(Machine.Process(7, person: 3));
        var pass = await machine.TakeAsync();

        await machine.DueAfterAsync(pass.Account, TimeSpan.FromMinutes(5), async () =>
        {
            foreach (var (entity, minutes) in new[] { (Contact, contactMinutes), (Person, personMinutes) })
            {
                await machine.Passes.ReleaseAsync(
                    pass,
                    new Release { Reason = ReleaseReason.AskedToWait, Entity = entity, Delay = TimeSpan.FromMinutes(minutes) },
                    Machine.Cancellation);
            }
        });

        await machine.BalancedAsync();
    }

    [Fact]
    public async Task A_moved_entity_joins_the_other_account_with_its_hops_and_its_run()
    {
        await using var machine = await Machine.StartAsync(redis);
        var person = Machine.Process(0, person: 3) with { Account = AccountKey.OfPerson(Machine.Tenant, 3) };
        var job = await machine.AttachedAsync(person);
        var pass = await machine.TakeAsync();

        await machine.Passes.ReleaseAsync(
            pass, new Release { Reason = ReleaseReason.Moved, MoveTo = AccountKey.OfContact(Machine.Tenant, 7), Entity = Person }, Machine.Cancellation);

        Assert.Equal(1, (await machine.BalancedAsync()).Scheduled);
        var moved = await machine.TakeAsync();
        Assert.Equal((AccountKey.OfContact(Machine.Tenant, 7), 1), (moved.Account, moved.Hops));
        Assert.Equal(job, Assert.Single(moved.Jobs).JobId);
        var run = Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation));
        Assert.Equal((moved.RunId, "c7"), (run.Id, run.Account));
        await machine.FinishAsync(moved);
        Assert.Equal(SyncRunStatus.Completed, (await machine.RunOfAsync(job)).Run.Status);
    }

    [Fact]
    public async Task Jobs_moved_to_an_account_that_a_pass_has_wait_for_the_end_of_that_pass()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var busy = await machine.TakeAsync();
        var stays = await machine.AttachedAsync(Machine.Process(8));
        await machine.AttachedAsync(Machine.Process(8, person: 3));
        var pass = await machine.TakeAsync();

        await machine.Passes.ReleaseAsync(
            pass, new Release { Reason = ReleaseReason.Moved, MoveTo = busy.Account, Entity = Person }, Machine.Cancellation);
        Assert.Null(await machine.NothingDueAsync());
        await machine.FinishAsync(busy);

        Assert.Equal((busy.Account, Person), ((await machine.TakeAsync()) is var next ? (next.Account, next.Jobs[0].Entity) : default));
        Assert.Equal(1, (await machine.RunOfAsync(stays)).Run.Jobs["open"]);
        await machine.BalancedAsync();
    }

    [Fact]
    public async Task A_move_without_another_account_of_the_same_tenant_is_refused()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        foreach (var target in new AccountKey?[] { null, pass.Account, AccountKey.OfContact("Other", 8) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => machine.Passes.ReleaseAsync(
                pass, new Release { Reason = ReleaseReason.Moved, MoveTo = target }, Machine.Cancellation));
        }
    }

    [Fact]
    public async Task A_success_closes_older_dead_letters_of_the_entity_and_of_no_other()
    {
        await using var machine = await Machine.StartAsync(redis);
        var dead = await machine.AttachedAsync(Machine.Process(7));
        var other = await machine.AttachedAsync(Machine.Process(7, person: 3));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);
        Assert.Equal(2, (await machine.BalancedAsync()).Dead);
        var body = $"{Machine.Prefix}body:{dead}";
        Assert.Null(await machine.Redis.KeyTimeToLiveAsync(body));

        await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Unchanged);

        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 2), (audit.Dead, audit.Finished));
        Assert.Equal("superseded", (await machine.Runs.FindJobAsync(dead, Machine.Cancellation))!.Outcome);
        Assert.Equal("dead", (await machine.Runs.FindJobAsync(other, Machine.Cancellation))!.State);
        Assert.NotNull(await machine.Redis.KeyTimeToLiveAsync(body));
    }

    [Fact]
    public async Task Records_and_bodies_of_ended_jobs_expire_each_after_its_own_retention()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.AttachedAsync(Machine.Process(7));
        Assert.Null(await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}job:{job}"));

        await machine.FinishAsync(await machine.TakeAsync());

        Assert.InRange((await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}job:{job}"))!.Value.TotalDays, 89, 90);
        Assert.InRange((await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}body:{job}"))!.Value.TotalDays, 13, 14);
        Assert.InRange((await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}run:{job}"))!.Value.TotalDays, 89, 90);
    }
}
