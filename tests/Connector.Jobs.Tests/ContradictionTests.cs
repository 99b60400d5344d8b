using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>Every way in which Redis can contradict itself, made by hand, is found by the audit in depth, and named.</summary>
public sealed class ContradictionTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Prefix = Machine.Prefix;
    private const string Account = "Cust10001/c1";

    private Machine _machine = null!;
    private AuditedMachine _audited = null!;

    private static CancellationToken Cancel => Machine.Cancellation;

    private IDatabase Redis => _machine.Redis;

    public async ValueTask InitializeAsync()
    {
        _machine = await Machine.StartAsync(redis);
        _audited = new AuditedMachine(_machine);
    }

    public async ValueTask DisposeAsync() => await _machine.DisposeAsync();

    [Theory]
    [InlineData("scheduled")]
    [InlineData("processing")]
    public async Task A_job_that_is_in_a_second_place(string second)
    {
        var dead = (await _audited.OneOfEachAsync()).Dead;
        await Redis.SetAddAsync(Prefix + second, dead);

        await FindsAsync(["equation", "job-in-two-places"], "counters", $"job:{dead}");
    }

    [Fact]
    public async Task A_job_whose_record_names_another_place()
    {
        var jobs = await _audited.OneOfEachAsync();
        await StateAsync(jobs.Dead, "scheduled");
        await StateAsync(jobs.Waiting, "processing");
        await StateAsync(jobs.Processing, "dead");

        await FindsAsync(
            ["dead-not-indexed", "job-state-differs", "job-state-differs", "job-state-differs", "job-unlisted", "job-without-place", "run-open-count", "run-open-count"],
            $"job:{jobs.Dead}", $"job:{jobs.Waiting}", $"job:{jobs.Processing}");
    }

    [Fact]
    public async Task A_job_without_a_record()
    {
        var jobs = await _audited.OneOfEachAsync();
        foreach (var job in new[] { jobs.Waiting, jobs.Scheduled, jobs.Processing, jobs.Dead })
        {
            await Redis.KeyDeleteAsync([$"{Prefix}job:{job}", $"{Prefix}body:{job}"]);
        }

        await FindsAsync(
            [.. Enumerable.Repeat("job-without-record", 4), "run-open-count", "run-open-count"],
            [.. new[] { jobs.Waiting, jobs.Scheduled, jobs.Processing, jobs.Dead }.Select(job => $"job:{job}")]);
    }

    [Theory]
    [InlineData("scheduled")]
    [InlineData("processing")]
    [InlineData("dead")]
    public async Task A_job_whose_record_names_a_place_it_is_not_in(string place)
    {
        var job = await _audited.OneOfEachAsync() is var jobs && place == "scheduled" ? jobs.Scheduled : place == "processing" ? jobs.Processing : jobs.Dead;
        await (place == "dead" ? Redis.SortedSetRemoveAsync(Prefix + place, job) : Redis.SetRemoveAsync(Prefix + place, job));

        Assert.Contains(("job-without-place", $"job:{job}"), await FoundAsync());
    }

    [Fact]
    public async Task A_job_that_no_list_holds()
    {
        var jobs = await _audited.OneOfEachAsync();
        await Redis.SortedSetRemoveAsync(Prefix + "waiting", jobs.Waiting);
        await Redis.ListRemoveAsync($"{Prefix}jobs:{Account}", jobs.Scheduled);
        await Redis.ListRightPushAsync($"{Prefix}jobs:{Account}", jobs.Later);

        var found = await FoundAsync();
        Assert.Contains(("job-unlisted", $"job:{jobs.Waiting}"), found);
        Assert.Contains(("job-unlisted", $"job:{jobs.Scheduled}"), found);
        Assert.Contains(("job-listed-twice", $"job:{jobs.Later}"), found);
        Assert.DoesNotContain(("job-unlisted", $"job:{jobs.Processing}"), found);
    }

    [Fact]
    public async Task A_job_that_its_list_holds_twice()
    {
        var jobs = await _audited.OneOfEachAsync();
        await Redis.ListLeftPushAsync($"{Prefix}jobs:{Account}", jobs.Scheduled);

        await FindsAsync(["job-listed-twice"], $"job:{jobs.Scheduled}");
    }

    [Fact]
    public async Task A_job_in_the_list_of_another_account()
    {
        var jobs = await _audited.OneOfEachAsync();
        await Redis.ListLeftPushAsync($"{Prefix}jobs:Cust10001/c2", jobs.Scheduled);

        await FindsAsync(["job-listed-wrongly"], $"job:{jobs.Scheduled}");
    }

    [Fact]
    public async Task An_account_with_jobs_that_is_not_due()
    {
        await _audited.OneOfEachAsync();
        await Redis.SortedSetRemoveAsync($"{Prefix}due:Cust10001", "c1");

        await FindsAsync(["account-stranded"], $"account:{Account}");
    }

    [Fact]
    public async Task An_account_that_is_due_while_a_pass_has_it()
    {
        await _audited.OneOfEachAsync();
        await Redis.SortedSetAddAsync($"{Prefix}due:Cust10001", "c2", 1);

        Assert.Contains(("account-due-and-leased", "account:Cust10001/c2"), await FoundAsync());
    }

    [Fact]
    public async Task An_account_that_is_due_without_jobs()
    {
        await _audited.OneOfEachAsync();
        await Redis.SortedSetAddAsync($"{Prefix}due:Cust10001", "c99", 1);

        await FindsAsync(["account-due-without-jobs"], "account:Cust10001/c99");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(700, false)]
    [InlineData(700, true)]
    public async Task Waiting_events_whose_turn_or_list_is_gone(int events, bool list)
    {
        await _machine.Intake.AcceptAsync([Machine.Event()], Cancel);
        for (var accepted = 1; accepted < events; accepted += 233)
        {
            await _machine.Intake.AcceptAsync([.. Enumerable.Range(0, 233).Select(_ => Machine.Event())], Cancel);
        }

        var oldest = (await Redis.SortedSetRangeByRankAsync(Prefix + "waiting"))[0];
        Assert.Equal(1, list ? await Redis.ListRemoveAsync(Prefix + "waiting:Cust10001", oldest) : await Redis.SortedSetRemoveAsync(Prefix + "waiting-turns", ["Cust10001"]));

        await (list ? FindsAsync(["waiting-unlisted"], $"job:{oldest}") : FindsAsync(["tenant-without-turn"], "waiting:Cust10001"));
    }

    [Fact]
    public async Task A_tenant_with_due_accounts_and_no_turn()
    {
        await _audited.OneOfEachAsync();
        await Redis.KeyDeleteAsync([Prefix + "due", Prefix + "turns"]);

        await FindsAsync(["tenant-without-turn"], "due:Cust10001");
    }

    [Fact]
    public async Task A_pass_without_a_lease()
    {
        await _audited.OneOfEachAsync();
        await Redis.SortedSetRemoveAsync(Prefix + "leases", "Cust10001/c2");

        await FindsAsync(["pass-without-lease"], "pass:1");
    }

    [Fact]
    public async Task A_lease_without_a_pass()
    {
        await _audited.OneOfEachAsync();
        await Redis.SortedSetAddAsync(Prefix + "leases", "Cust10001/c99", 1);
        await Redis.KeyDeleteAsync(Prefix + "pass:1");

        var found = await FoundAsync();
        Assert.Contains(("lease-without-pass", "account:Cust10001/c99"), found);
        Assert.Contains(("lease-without-pass", "account:Cust10001/c2"), found);
        Assert.Contains(found, f => f.Kind == "job-unlisted");
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public async Task A_write_left_open_for_more_than_an_hour(int minutes, bool expected)
    {
        await _machine.AttachedAsync(Machine.Process(1));
        var pass = await _machine.TakeAsync();
        var intent = new WriteIntent(pass.Fence, "f", new Dictionary<string, string?>(), new Dictionary<string, string>(), DateTimeOffset.UnixEpoch);
        Assert.Equal(IntendResult.Go, await _machine.Ledger.IntendAsync(pass, EntityKey.Contact(1), intent, new WriteTerms { Mode = TenantMode.Write, InScope = true, Budget = new WriteBudget(10, 10) }, Cancel));
        await Redis.HashSetAsync($"{Prefix}ledger:Cust10001:contact:1", "intentAt", await _machine.NowAsync() - (minutes * 60_000));

        await (expected ? FindsAsync(["intent-open"], "ledger:Cust10001:contact:1") : FindsAsync([]));
    }

    [Fact]
    public async Task A_dead_index_that_differs_from_the_dead()
    {
        var jobs = await _audited.OneOfEachAsync();
        await Redis.KeyDeleteAsync($"{Prefix}dead:Cust10001:contact:3");
        await Redis.SortedSetAddAsync($"{Prefix}dead:Cust10001:contact:7", jobs.Waiting, 1);

        await FindsAsync(["dead-index-differs", "dead-not-indexed"], "dead:Cust10001:contact:7", $"job:{jobs.Dead}");
    }

    [Fact]
    public async Task A_run_that_counts_other_open_jobs_than_it_has()
    {
        var jobs = await _audited.OneOfEachAsync();
        var run = (await _machine.RunOfAsync(jobs.Scheduled)).Run.Id;
        await Redis.HashIncrementAsync($"{Prefix}run:{run}", "jobs.open", 2);

        await FindsAsync(["run-open-count"], $"run:{run}");
    }

    [Fact]
    public async Task What_should_expire_and_does_not()
    {
        var jobs = await _audited.OneOfEachAsync();
        var run = (await _machine.RunOfAsync(jobs.Finished)).Run.Id;
        string[] forever =
        [
            $"job:{jobs.Finished}", $"body:{jobs.Finished}", "body:nobodys", "account:Cust10001/c3", $"run:{run}", "answer:Cust10001:contact:1:f", "dedup:1",
        ];
        await Redis.StringSetAsync($"{Prefix}body:nobodys", "{}");
        await Redis.StringSetAsync($"{Prefix}answer:Cust10001:contact:1:f", "{}");
        await Redis.HashSetAsync($"{Prefix}dedup:1", "x", "y");
        foreach (var key in forever)
        {
            await Redis.KeyPersistAsync(Prefix + key);
        }

        await FindsAsync([.. forever.Select(_ => "key-without-expiry")], forever);
    }

    [Fact]
    public async Task What_must_not_expire_and_does()
    {
        var jobs = await _audited.OneOfEachAsync();
        await Redis.KeyExpireAsync($"{Prefix}job:{jobs.Scheduled}", TimeSpan.FromDays(1));
        await Redis.KeyExpireAsync($"{Prefix}account:{Account}", TimeSpan.FromDays(1));

        await FindsAsync(["account-expires", "job-expires"], $"account:{Account}", $"job:{jobs.Scheduled}");
    }

    [Fact]
    public async Task A_count_that_the_places_do_not_match()
    {
        await _audited.OneOfEachAsync();
        await Redis.HashIncrementAsync(Prefix + "counters", "accepted");

        await FindsAsync(["equation"], "counters");
    }

    private async Task<IReadOnlyList<(string Kind, string Key)>> FoundAsync() =>
        [.. (await _audited.AuditAsync()).Findings.Select(f => (f.Kind, f.Key[Prefix.Length..]))];

    /// <summary>These kinds and no others; these keys are among theirs.</summary>
    private async Task FindsAsync(string[] kinds, params string[] keys)
    {
        var found = await FoundAsync();
        Assert.Equal(kinds.Order(StringComparer.Ordinal), found.Select(f => f.Kind).Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.Contains(found, f => f.Key == key));
    }

    private Task<bool> StateAsync(string job, string state) => Redis.HashSetAsync($"{Prefix}job:{job}", "state", state);
}
