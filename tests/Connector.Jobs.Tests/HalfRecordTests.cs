using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>
/// A part of what belongs together is gone, by a restore, an eviction, a hand: whatever is called next heals it or refuses as it always may, everything else goes on, and
/// every job has an end. Each half record with each call.
/// </summary>
public sealed class HalfRecordTests(RedisFixture redis)
{
    private const string Prefix = Machine.Prefix;

    private static readonly WriteIntent Intent = new(0, "f", new Dictionary<string, string?>(), new Dictionary<string, string>(), default);

    private static readonly Dictionary<string, Func<Halves, Task>> Losses = new()
    {
        ["account of a pass"] = half => half.Redis.KeyDeleteAsync($"{Prefix}account:{half.Pass.Account}"),
        ["fence of a pass"] = half => half.Redis.HashDeleteAsync($"{Prefix}account:{half.Pass.Account}", "fence"),
        ["start of a pass"] = half => half.Redis.HashDeleteAsync($"{Prefix}account:{half.Pass.Account}", "startedAt"),
        ["list of a pass"] = half => half.Redis.KeyDeleteAsync($"{Prefix}pass:{half.Pass.Fence}"),
        ["account and list of a pass"] = half => half.Redis.KeyDeleteAsync([$"{Prefix}account:{half.Pass.Account}", $"{Prefix}pass:{half.Pass.Fence}"]),
        ["lease of a pass"] = half => half.Redis.SortedSetRemoveAsync(Prefix + "leases", $"{half.Pass.Account}"),
        ["record of a job in a pass"] = half => half.Redis.KeyDeleteAsync($"{Prefix}job:{half.Pass.Jobs[0].JobId}"),
        ["record of a scheduled job"] = half => half.Redis.KeyDeleteAsync($"{Prefix}job:{half.Scheduled}"),
        ["record of a waiting job"] = half => half.Redis.KeyDeleteAsync($"{Prefix}job:{half.Waiting.JobId}"),
        ["list of waiting jobs"] = half => half.Redis.KeyDeleteAsync($"{Prefix}waiting:Cust10001"),
        ["turns of waiting jobs"] = half => half.Redis.KeyDeleteAsync($"{Prefix}waiting-turns"),
        ["list and turns of waiting jobs"] = half => half.Redis.KeyDeleteAsync([$"{Prefix}waiting:Cust10001", $"{Prefix}waiting-turns"]),
        ["record of a listed waiting job"] = half => half.Redis.KeyDeleteAsync([$"{Prefix}job:{half.Listed}", $"{Prefix}body:{half.Listed}"]),
        ["record of a listed waiting job, list and turns"] =
            half => half.Redis.KeyDeleteAsync([$"{Prefix}job:{half.Listed}", $"{Prefix}waiting:Cust10001", $"{Prefix}waiting-turns"]),
        ["account of scheduled jobs"] = half => half.Redis.KeyDeleteAsync($"{Prefix}account:Cust10001/c1"),
        ["runs"] = half => half.Redis.KeyDeleteAsync([$"{Prefix}run:{half.Scheduled}", $"{Prefix}run:{half.Pass.RunId}"]),
        ["part of a run"] = half => half.Redis.HashDeleteAsync($"{Prefix}run:{half.Pass.RunId}", ["firstAt", "lastAt"]),
        ["lease of nobody"] = half => half.Redis.SortedSetAddAsync(Prefix + "leases", "Cust10001/c99", 1),
        ["lease that is no account's"] = half => half.Redis.SortedSetAddAsync(Prefix + "leases", "nonsense", 1),
        ["due account without jobs"] = half => half.Redis.SortedSetAddAsync(Prefix + "due:Cust10001", "c99", 1),
        ["times of tenants"] = half => half.Redis.KeyDeleteAsync(Prefix + "due"),
        ["turns of tenants"] = async half =>
        {
            await half.Machine.NothingDueAsync("Cust10001"); // has its turn, from another worker
            await half.Redis.KeyDeleteAsync(Prefix + "turns");
        },
    };

    private static readonly Dictionary<string, Func<Halves, Task>> Calls = new()
    {
        ["take"] = half => half.Machine.Passes.TakeAsync("worker", [], Machine.Cancellation),
        ["beat"] = half => half.Machine.Passes.BeatAsync(half.Pass, Machine.Cancellation),
        ["describe"] = half => half.Machine.Passes.DescribeAsync(half.Pass, "Muster AG", "ANNA", Machine.Cancellation),
        ["intend"] = half => half.Machine.Ledger.IntendAsync(half.Pass, EntityKey.Contact(2), Intent, Machine.Terms(), Machine.Cancellation),
        ["finish"] = half => half.Machine.FinishAsync(half.Pass),
        ["retry"] = half => half.Machine.Passes.RetryAsync(half.Pass, TimeSpan.Zero, "time-out", Machine.Cancellation),
        ["release"] = half => half.Machine.Passes.ReleaseAsync(half.Pass, new Release { Reason = ReleaseReason.HandedOver }, Machine.Cancellation),
        ["move"] = half => half.Machine.Passes.ReleaseAsync(
            half.Pass, new Release { Reason = ReleaseReason.Moved, MoveTo = AccountKey.OfContact("Cust10001", 1), Entity = EntityKey.Contact(2) }, Machine.Cancellation),
        ["reclaim"] = async half =>
        {
            await half.Machine.ExpireAsync(half.Pass);
            await half.Machine.Passes.ReclaimAsync(Machine.Cancellation);
        },
        ["accept"] = half => half.Machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation),
        ["read"] = half => half.Machine.Waiting.ReadAsync(1, Machine.Cancellation),
        ["skip"] = half => half.Machine.Waiting.SkipAsync(half.Waiting, Machine.Process(2) with { Reason = "echo" }, Machine.Cancellation),
        ["attach"] = half => half.Machine.Waiting.AttachAsync(half.Waiting, Machine.Process(2), Machine.Cancellation),
        ["attach to scheduled"] = half => half.Machine.Waiting.AttachAsync(half.Waiting, Machine.Process(1), Machine.Cancellation),
        ["audit"] = half => new AuditedMachine(half.Machine).AuditAsync(),
    };

    /// <summary>In the quick tier on a server of its own each loss and each call once or twice; on other kinds of server a quick run is all there is.</summary>
    public static TheoryData<string, string> EachWithEach => Tiers.Current == Tier.Quick && RedisFixture.IsPlain
        ? [.. Losses.Keys.Select((loss, n) => (loss, Calls.Keys.ElementAt(n % Calls.Count)))]
        : [.. from loss in Losses.Keys from call in Calls.Keys select (loss, call)];

    /// <summary>What the audit in depth says of what was lost; of a run's or an account's record nothing that matters was.</summary>
    public static TheoryData<string, string> Told => new()
    {
        { "account of a pass", "lease-without-pass" },
        { "fence of a pass", "lease-without-pass" },
        { "list of a pass", "lease-without-pass" },
        { "account and list of a pass", "job-unlisted" },
        { "lease of a pass", "pass-without-lease" },
        { "record of a job in a pass", "job-without-record" },
        { "record of a scheduled job", "job-without-record" },
        { "record of a waiting job", "job-without-record" },
        { "list of waiting jobs", "waiting-unlisted" },
        { "turns of waiting jobs", "tenant-without-turn" },
        { "list and turns of waiting jobs", "waiting-unlisted" },
        { "record of a listed waiting job", "job-without-record" },
        { "lease of nobody", "lease-without-pass" },
        { "lease that is no account's", "lease-without-pass" },
        { "due account without jobs", "account-due-without-jobs" },
        { "times of tenants", "tenant-without-turn" },
        { "turns of tenants", "tenant-without-turn" },
    };

    [Theory]
    [MemberData(nameof(EachWithEach))]
    public async Task A_call_heals_or_refuses_and_every_job_has_an_end(string loss, string call)
    {
        await using var machine = await Machine.StartAsync(redis);
        var half = await Halves.MakeAsync(machine);
        await Losses[loss](half);

        try
        {
            await Calls[call](half);
        }
        catch (LeaseLostException)
        {
            // An ordinary refusal.
        }

        await machine.BalancedAsync();
        await half.EndAllAsync();
        var audit = await machine.BalancedAsync();
        Assert.Equal((call == "accept" ? 6 : 5, audit.Accepted), (audit.Accepted, audit.Finished + audit.Dead));
    }

    [Theory]
    [MemberData(nameof(Told))]
    public async Task The_audit_tells_what_was_lost_and_nothing_once_it_has_healed(string loss, string told)
    {
        await using var machine = await Machine.StartAsync(redis);
        var audited = new AuditedMachine(machine);
        var half = await Halves.MakeAsync(machine);
        await Losses[loss](half);

        Assert.Contains(told, (await audited.AuditAsync()).Findings.Select(finding => finding.Kind));

        await half.EndAllAsync();
        var left = (await audited.AuditAsync()).Findings.Where(finding => finding.Kind is not ("run-open-count" or "key-without-expiry"));
        Assert.Empty(left);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lease_without_its_accounts_record_ends_and_the_jobs_are_due_in_their_order(bool withList)
    {
        await using var machine = await Machine.StartAsync(redis);
        var jobs = new List<string>();
        for (var person = 1; person <= 3; person++)
        {
            jobs.Add(await machine.AttachedAsync(Machine.Process(7, person)));
        }

        var pass = await machine.TakeAsync();
        await machine.Redis.KeyDeleteAsync($"{Prefix}account:{pass.Account}");
        if (!withList)
        {
            await machine.Redis.KeyDeleteAsync($"{Prefix}pass:{pass.Fence}");
        }

        await machine.ExpireAsync(pass);
        Assert.Equal(1, await machine.Passes.ReclaimAsync(Machine.Cancellation));

        // The list has their order; without it the ids have, to the millisecond.
        Assert.Equal(withList ? jobs : jobs.Order(StringComparer.Ordinal), (await machine.TakeAsync()).Jobs.Select(job => job.JobId));
        Assert.False(await machine.Redis.KeyExistsAsync($"{Prefix}pass:{pass.Fence}"));
        await Assert.ThrowsAsync<LeaseLostException>(() => machine.FinishAsync(pass));
    }

    [Fact]
    public async Task A_job_whose_record_is_lost_is_dead_and_can_be_decided_again_from_its_body()
    {
        await using var machine = await Machine.StartAsync(redis);
        var half = await Halves.MakeAsync(machine);
        await Losses["record of a scheduled job"](half);
        await half.EndAllAsync();

        var job = (await machine.Runs.FindJobAsync(half.Scheduled, Machine.Cancellation))!;
        Assert.Equal(("dead", "lost", Machine.Tenant), (job.State, job.Reason, job.Tenant));
        var replay = await machine.Replays.ReplayAsync(half.Scheduled, fresh: false, "Anna", JobIds.New(), Machine.Cancellation);

        Assert.Equal(ReplayVerdict.Made, replay.Verdict);
        Assert.Equal("{}", System.Text.Encoding.UTF8.GetString(Assert.Single(await machine.Waiting.ReadAsync(9, Machine.Cancellation)).Body.Span));
    }

    [Fact]
    public async Task An_event_whose_record_is_lost_before_it_is_read_is_dead_and_the_next_one_is_read()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (lost, next) = (Machine.Event(), Machine.Event());
        await machine.Intake.AcceptAsync([lost, next], Machine.Cancellation);
        await machine.Redis.KeyDeleteAsync([$"{Prefix}job:{lost.JobId}", $"{Prefix}body:{lost.JobId}"]);

        var read = await machine.Waiting.ReadAsync(9, Machine.Cancellation);

        Assert.Equal(next.JobId, Assert.Single(read).JobId);
        Assert.Equal(("dead", "lost"), await machine.Runs.FindJobAsync(lost.JobId, Machine.Cancellation) is { } job ? (job.State, job.Reason) : default);
        Assert.Equal(1, (await machine.BalancedAsync()).Dead);
    }

    [Fact]
    public async Task A_lease_that_lasts_longer_than_any_because_the_clock_was_set_back_ends_as_one_that_begins_now()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero, Lease = TimeSpan.FromSeconds(1) });
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.Redis.SortedSetAddAsync(Prefix + "leases", $"{pass.Account}", await machine.NowAsync() + 3_600_000);

        await Testing.Eventually.TrueAsync(
            async () => await machine.Passes.ReclaimAsync(Machine.Cancellation) == 1, TimeSpan.FromSeconds(30), "the lease has ended", Machine.Cancellation);

        await machine.TakeAsync();
    }

    [Fact]
    public async Task An_account_that_is_due_later_than_anybody_waits_because_the_clock_was_set_back_is_due()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.Redis.SortedSetAddAsync(Prefix + "due:Cust10001", "c7", await machine.NowAsync() + (25 * 3_600_000));
        await machine.TakeAsync();

        await machine.AttachedAsync(Machine.Process(8));
        await machine.Redis.SortedSetAddAsync(Prefix + "due:Cust10001", "c8", await machine.NowAsync() + (24 * 3_600_000));
        await machine.NothingDueAsync();
    }

    /// <summary>
    /// A job in a pass of c2, one that waits for its turn at c1, one at c3 that nothing concerns, one that was read and not decided, and one that was not read.
    /// </summary>
    private sealed record Halves(Machine Machine, Pass Pass, string Scheduled, WaitingJob Waiting, string Listed)
    {
        public IDatabase Redis => Machine.Redis;

        public static async Task<Halves> MakeAsync(Machine machine)
        {
            await machine.AttachedAsync(Machine.Process(2));
            var pass = await machine.TakeAsync();
            var scheduled = await machine.AttachedAsync(Machine.Process(1));
            await machine.AttachedAsync(Machine.Process(3));
            var waiting = await machine.WaitingAsync();
            var listed = await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
            return new Halves(machine, pass, scheduled, waiting, listed[0].JobId);
        }

        /// <summary>Everybody goes on as ever: what waits is decided, one more event of the account comes, workers die, others take what is due.</summary>
        public async Task EndAllAsync()
        {
            await Machine.Waiting.AttachAsync(Waiting, Machine.Process(2), Machine.Cancellation);
            await DecideAllAsync();
            for (var round = 0; round < 3; round++)
            {
                foreach (var lease in await Redis.SortedSetRangeByRankAsync(Prefix + "leases"))
                {
                    await Redis.SortedSetAddAsync(Prefix + "leases", lease, 1);
                }

                await Machine.Passes.ReclaimAsync(Machine.Cancellation);
                for (var taken = await NextAsync(); taken.NextDueIn is not null || taken.Pass is not null; taken = await NextAsync())
                {
                    if (taken.Pass is { } pass)
                    {
                        await Machine.FinishAsync(pass);
                    }
                }
            }
        }

        // What a decider was given that then died is as if its time were over.
        private async Task DecideAllAsync()
        {
            while (await Redis.SortedSetLengthAsync(Prefix + "waiting") > 0)
            {
                foreach (var job in await Redis.SortedSetRangeByScoreAsync(Prefix + "waiting", 1))
                {
                    await Redis.SortedSetAddAsync(Prefix + "waiting", job, 1);
                }

                foreach (var job in await Machine.Waiting.ReadAsync(9, Machine.Cancellation))
                {
                    await Machine.Waiting.AttachAsync(job, Machine.Process(2), Machine.Cancellation);
                }
            }
        }

        private Task<Taken> NextAsync() => Machine.Passes.TakeAsync("worker", [], Machine.Cancellation);
    }
}
