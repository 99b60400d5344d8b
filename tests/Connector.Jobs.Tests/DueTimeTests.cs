using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class DueTimeTests(RedisFixture redis)
{
    private static readonly AccountKey Account = AccountKey.OfContact(Machine.Tenant, 7);
    private static readonly JobsOptions Patient = new() { Quiet = TimeSpan.FromSeconds(100), LongestQuiet = TimeSpan.FromSeconds(300) };

    private static readonly JobsOptions WithChanges = new()
    {
        Quiet = TimeSpan.FromSeconds(100),
        LongestQuiet = TimeSpan.FromSeconds(300),
        ChangeQuiet = TimeSpan.FromSeconds(200),
        LongestChangeQuiet = TimeSpan.FromSeconds(600),
    };

    [Fact]
    public async Task An_account_is_due_a_quiet_time_after_its_last_job()
    {
        await using var machine = await Machine.StartAsync(redis, Patient);
        await machine.DueAfterAsync(Account, Patient.Quiet, () => machine.AttachedAsync(Machine.Process(7)));
        await machine.DueAfterAsync(Account, Patient.Quiet, () => machine.AttachedAsync(Machine.Process(7)));
        Assert.InRange((await machine.NothingDueAsync())!.Value.TotalSeconds, 50, 100);
    }

    [Fact]
    public async Task An_account_waits_no_longer_than_the_longest_quiet_time_from_its_first_job()
    {
        await using var machine = await Machine.StartAsync(redis, Patient);
        await machine.AttachedAsync(Machine.Process(7));
        var first = await machine.NowAsync() - 250_000;
        await machine.Redis.HashSetAsync($"{Machine.Prefix}account:{Account}", "firstAt", first);

        await machine.AttachedAsync(Machine.Process(7));

        Assert.Equal(first + 300_000, await machine.DueAtAsync(Account));
    }

    [Theory]
    [InlineData("relevant", true, 200)]
    [InlineData("opaque", true, 200)]
    [InlineData("created", true, 100)]
    [InlineData("deleted", true, 100)]
    [InlineData("relevant", false, 100)]
    [InlineData("opaque", false, 100)]
    public async Task Changes_of_what_was_enriched_wait_for_the_next_one(string decision, bool known, int seconds)
    {
        await using var machine = await Machine.StartAsync(redis, WithChanges);
        await KnowAsync(machine, known);

        await machine.DueAfterAsync(Account, TimeSpan.FromSeconds(seconds), () => machine.AttachedAsync(Machine.Process(7) with { Reason = decision }));
        await machine.DueAfterAsync(Account, TimeSpan.FromSeconds(seconds), () => machine.AttachedAsync(Machine.Process(7) with { Reason = decision }));
    }

    [Fact]
    public async Task Changes_wait_no_longer_than_their_longest_time_from_the_first()
    {
        await using var machine = await Machine.StartAsync(redis, WithChanges);
        await KnowAsync(machine, known: true);
        await machine.AttachedAsync(Machine.Process(7));
        var first = await machine.NowAsync() - 550_000;
        await machine.Redis.HashSetAsync($"{Machine.Prefix}account:{Account}", "firstAt", first);

        await machine.AttachedAsync(Machine.Process(7));

        Assert.Equal(first + 600_000, await machine.DueAtAsync(Account));
    }

    [Fact]
    public async Task Whatever_else_there_is_to_do_does_not_wait_with_the_changes()
    {
        await using var machine = await Machine.StartAsync(redis, WithChanges);
        await KnowAsync(machine, known: true);
        await machine.AttachedAsync(Machine.Process(7));

        // A person who is new pulls the account forward, and no later change of the company pushes it back beyond the ordinary time.
        await machine.DueAfterAsync(Account, WithChanges.Quiet, () => machine.AttachedAsync(Machine.Process(7, person: 8) with { Reason = "created" }));
        await machine.DueAfterAsync(Account, WithChanges.Quiet, () => machine.AttachedAsync(Machine.Process(7)));

        // What an operator asks for is due at once, and a pass takes all of it; what comes then waits again.
        await machine.MakeDueAsync(Account);
        await machine.FinishAsync(await machine.TakeAsync());
        await machine.DueAfterAsync(Account, WithChanges.ChangeQuiet!.Value, () => machine.AttachedAsync(Machine.Process(7)));
    }

    [Theory]
    [InlineData("tenant", 60, 300)]
    [InlineData("sandbox", 2, 30)]
    public void In_the_sandbox_changes_wait_like_everything_else(string profile, int quiet, int longest)
    {
        var options = new JobsOptions { Profile = profile };

        Assert.Equal((quiet, longest), (options.QuietOfChanges.TotalSeconds, options.LongestQuietOfChanges.TotalSeconds));
    }

    [Fact]
    public async Task Jobs_that_join_during_a_pass_make_the_account_due_again_when_it_ends()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        var second = await machine.AttachedAsync(Machine.Process(7));
        Assert.Null(await machine.NothingDueAsync());

        await machine.FinishAsync(pass);

        Assert.Equal(second, Assert.Single((await machine.TakeAsync()).Jobs).JobId);
    }

    [Fact]
    public async Task Jobs_that_join_during_a_pass_have_their_quiet_time_after_it()
    {
        await using var machine = await Machine.StartAsync(redis, Patient);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.MakeDueAsync(Account);
        var pass = await machine.TakeAsync();

        await machine.DueAfterAsync(Account, Patient.Quiet, async () =>
        {
            await machine.AttachedAsync(Machine.Process(7));
            await machine.FinishAsync(pass);
        });
    }

    [Fact]
    public async Task Job_that_joins_during_a_pass_does_not_override_who_said_when()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.AttachedAsync(Machine.Process(7, person: 8));
        var pass = await machine.TakeAsync();
        var release = new Release { Reason = ReleaseReason.AskedToWait, Entity = EntityKey.Contact(7), Delay = TimeSpan.FromMinutes(5) };

        await machine.DueAfterAsync(Account, release.Delay, async () =>
        {
            await machine.Passes.ReleaseAsync(pass, release, Machine.Cancellation);
            await machine.AttachedAsync(Machine.Process(7));
            await machine.Passes.FinishAsync(pass, [Machine.Report(EntityKey.Person(8))], Machine.Cancellation);
        });
    }

    [Fact]
    public async Task A_pass_has_at_most_500_jobs_and_the_rest_is_due_at_once_when_it_ends()
    {
        await using var machine = await Machine.StartAsync(redis, Patient);
        await machine.Intake.AcceptAsync([.. Enumerable.Range(0, 500).Select(_ => Machine.Event())], Machine.Cancellation);
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
        var ids = new List<string>();
        while (await machine.Waiting.ReadAsync(500, Machine.Cancellation) is { Count: > 0 } jobs)
        {
            await Task.WhenAll(jobs.Select(j => machine.Waiting.AttachAsync(j, Machine.Process(7), Machine.Cancellation)));
            ids.AddRange(jobs.Select(j => j.JobId));
        }

        await machine.MakeDueAsync(Account);
        var pass = await machine.TakeAsync();
        Assert.Equal(ids[..500], pass.Jobs.Select(j => j.JobId));
        await machine.AttachedAsync(Machine.Process(7));

        await machine.FinishAsync(pass);

        Assert.Equal(2, (await machine.TakeAsync()).Jobs.Count);
    }

    [Fact]
    public async Task A_new_event_pulls_an_ordinary_back_off_forward_to_its_quiet_time()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero });
        await machine.AttachedAsync(Machine.Process(7));
        await machine.DueAfterAsync(Account, TimeSpan.FromHours(1), async () =>
            await machine.Passes.RetryAsync(await machine.TakeAsync(), TimeSpan.FromHours(1), "time-out", Machine.Cancellation));

        await machine.AttachedAsync(Machine.Process(7));

        var pass = await machine.TakeAsync();
        Assert.Equal((2, 1), (pass.Jobs.Count, pass.FailedAttempts));
    }

    [Fact]
    public async Task A_new_event_does_not_put_off_a_retry_that_is_due_earlier()
    {
        await using var machine = await Machine.StartAsync(redis, Patient);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.MakeDueAsync(Account);
        await machine.DueAfterAsync(Account, TimeSpan.FromSeconds(5), async () =>
            await machine.Passes.RetryAsync(await machine.TakeAsync(), TimeSpan.FromSeconds(5), "time-out", Machine.Cancellation));
        var due = await machine.DueAtAsync(Account);

        await machine.AttachedAsync(Machine.Process(7));

        Assert.Equal(due, await machine.DueAtAsync(Account));
    }

    [Theory]
    [InlineData(ReleaseReason.StillWorking)]
    [InlineData(ReleaseReason.AskedToWait)]
    [InlineData(ReleaseReason.Held)]
    public async Task A_new_event_does_not_override_who_said_when(ReleaseReason reason)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var release = new Release { Reason = reason, Delay = TimeSpan.FromMinutes(5) };
        await machine.DueAfterAsync(Account, release.Delay, async () =>
            await machine.Passes.ReleaseAsync(await machine.TakeAsync(), release, Machine.Cancellation));
        var due = await machine.DueAtAsync(Account);

        await machine.AttachedAsync(Machine.Process(7));

        Assert.Equal(due, await machine.DueAtAsync(Account));
        await machine.BalancedAsync();
    }

    /// <summary>Contact 7 was enriched before, or was not.</summary>
    private static Task KnowAsync(Machine machine, bool known) => known
        ? machine.Redis.HashSetAsync($"{Machine.Prefix}ledger:{Machine.Tenant}:contact:7", "applied", "something")
        : Task.CompletedTask;
}
