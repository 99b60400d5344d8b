namespace Connector.Jobs.Tests.History;

/// <summary>Whose ended jobs are forgotten, and what goes with them.</summary>
public sealed class EndedJobsTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Noisy = "CustNoisy";
    private const string Quiet = "CustQuiet";

    private Machine _machine = null!;

    public async ValueTask InitializeAsync() => _machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero, EndedJobs = 1_000 });

    public async ValueTask DisposeAsync() => await _machine.DisposeAsync();

    [Fact]
    public async Task A_noisy_tenant_does_not_erase_a_quiet_ones_history()
    {
        var quiet = await _machine.EndAsync(50, Quiet);
        var noisy = await _machine.EndAsync(10_000, Noisy);

        Assert.Equal(9_050, await _machine.Ended.TrimAsync(Machine.Cancellation));

        Assert.Equal(50, await _machine.RecordsAsync(quiet));
        Assert.Equal((0, 950), (await _machine.RecordsAsync(noisy.Take(9_050)), await _machine.RecordsAsync(noisy.Skip(9_050))));
        Assert.Equal(10_050, (await _machine.BalancedAsync()).Finished);
    }

    [Fact]
    public async Task A_run_goes_with_its_newest_job_unless_one_of_its_jobs_is_dead()
    {
        var ended = await _machine.EndAsync(40);
        var run = (await _machine.Runs.FindJobAsync(ended[9], Machine.Cancellation))!.RunId!;
        var withDead = (await _machine.Runs.FindJobAsync(ended[19], Machine.Cancellation))!.RunId!;
        await _machine.Redis.HashSetAsync($"{Machine.Prefix}run:{withDead}", "jobs.dead", 1);

        await _machine.Ended.TrimAsync(Machine.Tenant, 31, 31, 100, Machine.Cancellation);
        Assert.NotNull(await _machine.Runs.FindAsync(run, Machine.Cancellation));
        await _machine.Ended.TrimAsync(Machine.Tenant, 20, 20, 100, Machine.Cancellation);

        Assert.Equal(0, await _machine.CountAsync([$"run:{run}", $"run:{run}:jobs", $"run:{run}:timeline", $"runs-of:{Machine.Tenant}:contact:0"]));
        Assert.Null(await _machine.Redis.SortedSetScoreAsync($"{Machine.Prefix}runs", run));
        Assert.Equal(2, await _machine.CountAsync([$"run:{withDead}", $"run:{withDead}:jobs"]));
        await _machine.Redis.HashSetAsync($"{Machine.Prefix}run:{withDead}", "jobs.dead", 0);
        Assert.Equal((3, 1), await _machine.Ended.TrimRunsAsync(0, 100, Machine.Cancellation));
        Assert.Equal(0, await _machine.CountAsync([$"run:{withDead}", $"run:{withDead}:jobs"]));
    }

    [Fact]
    public async Task An_account_whose_run_was_forgotten_begins_another()
    {
        await _machine.AttachedAsync(Machine.Process(1));
        await _machine.FinishAsync(await _machine.TakeAsync());
        await _machine.Ended.TrimAsync(Machine.Tenant, 0, 0, 100, Machine.Cancellation);

        var next = await _machine.AttachedAsync(Machine.Process(1));
        await _machine.FinishAsync(await _machine.TakeAsync());

        Assert.Equal(next, (await _machine.RunOfAsync(next)).Run.Id);
        await new AuditedMachine(_machine).AuditAsync();
    }

    /// <summary>A request has the same id whoever submits it: it may come again once its record has gone, and be at work while the id of then is trimmed.</summary>
    [Fact]
    public async Task A_job_whose_id_was_used_before_is_left_alone()
    {
        var job = await _machine.EndAsync(1);
        await _machine.Redis.KeyDeleteAsync($"{Machine.Prefix}job:{job[0]}");
        await _machine.Intake.AcceptAsync([Machine.Event() with { JobId = job[0] }], Machine.Cancellation);

        await _machine.Ended.TrimAsync(Machine.Tenant, 5, 0, 100, Machine.Cancellation);
        Assert.Equal(1, await _machine.BodiesAsync(job));
        await _machine.Ended.TrimAsync(Machine.Tenant, 0, 0, 100, Machine.Cancellation);

        Assert.Equal((1, 1), (await _machine.RecordsAsync(job), await _machine.BodiesAsync(job)));
        Assert.Equal(1, (await _machine.BalancedAsync()).Waiting);
    }

    [Fact]
    public async Task Events_go_before_records_and_each_once()
    {
        var ended = await _machine.EndAsync(10);

        Assert.Equal((0, 4), await _machine.Ended.TrimAsync(Machine.Tenant, 10, 6, 100, Machine.Cancellation));
        Assert.Equal((0, 2), await _machine.Ended.TrimAsync(Machine.Tenant, 10, 4, 100, Machine.Cancellation));
        Assert.Equal((10, 4), (await _machine.RecordsAsync(ended), await _machine.BodiesAsync(ended)));
        Assert.Equal((3, 0), await _machine.Ended.TrimAsync(Machine.Tenant, 7, 4, 100, Machine.Cancellation));
        Assert.Equal((0, 0), await _machine.Ended.TrimAsync(Machine.Tenant, 7, 4, 100, Machine.Cancellation));
        Assert.Equal((7, 4), (await _machine.RecordsAsync(ended), await _machine.BodiesAsync(ended)));
        Assert.Equal((7, 0), await _machine.Ended.TrimAsync(Machine.Tenant, 0, 0, 100, Machine.Cancellation));
        Assert.Equal(0, await _machine.CountAsync(["ended-tenants", "bodiless", $"ended:{Machine.Tenant}"]));
        Assert.Equal([], (await new AuditedMachine(_machine).AuditAsync()).Findings);
    }

    /// <summary>As the version before left it, and as its processes go on leaving it for a while beside ours.</summary>
    [Fact]
    public async Task What_the_version_before_has_ended_is_the_oldest_of_its_tenant_and_trimmed_first()
    {
        var (old, quiet) = (await _machine.EndAsync(700, Noisy), await _machine.EndAsync(50, Quiet));
        await _machine.Redis.KeyDeleteAsync([Histories.Ended(Noisy), Histories.Ended(Quiet), $"{Machine.Prefix}ended-tenants"]);
        await _machine.Redis.ListRightPushAsync($"{Machine.Prefix}ended", [.. old.Concat(quiet).Append("long-gone").Select(job => (StackExchange.Redis.RedisValue)job)]);
        var present = await _machine.EndAsync(600, Noisy);

        Assert.Equal(350, await _machine.Ended.TrimAsync(Machine.Cancellation));

        Assert.Equal(0, await _machine.CountAsync(["ended"]));
        Assert.Equal(
            old.Skip(350).Concat(present), (await _machine.Redis.ListRangeAsync(Histories.Ended(Noisy))).Select(job => job.ToString()));
        Assert.Equal((0, 350, 600, 50), (
            await _machine.RecordsAsync(old.Take(350)), await _machine.RecordsAsync(old.Skip(350)), await _machine.RecordsAsync(present), await _machine.RecordsAsync(quiet)));
    }

    [Fact]
    public async Task A_tenant_that_is_left_out_is_found_by_the_audit()
    {
        await _machine.EndAsync(3);
        await _machine.Redis.SetRemoveAsync($"{Machine.Prefix}ended-tenants", Machine.Tenant);

        var finding = Assert.Single((await new AuditedMachine(_machine).AuditAsync()).Findings);

        Assert.Equal(("ended-untrimmed", Histories.Ended(Machine.Tenant)), (finding.Kind, finding.Key));
    }
}
