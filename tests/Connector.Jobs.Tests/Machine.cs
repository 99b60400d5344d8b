using System.Diagnostics.Metrics;
using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Audit;
using Connector.Jobs.Epochs;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Operators;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Jobs.Spend;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>All parts of the job machine on one connection, and the steps that tests repeat.</summary>
internal sealed class Machine : IAsyncDisposable
{
    public const string Prefix = "connector:{0}:";
    public const string Tenant = "Cust10001";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public Machine(IConnectionMultiplexer connection, JobsOptions? options = null)
    {
        Connection = connection;
        // Nothing waits unless a test is about waiting.
        Options = options ?? new JobsOptions { Profile = "sandbox", Quiet = TimeSpan.Zero };
        Shard = new Shard(connection, Options);
        Layout = new Layout(Shard, NullLogger<Layout>.Instance);
        var metrics = new JobsMetrics(_services.GetRequiredService<IMeterFactory>());
        Intake = new EventIntake(Shard, new EpochMemory(), metrics);
        Waiting = new WaitingEvents(Shard, Layout, metrics);
        Passes = new Passes(Shard, metrics, NullLogger<Passes>.Instance);
        Requests = new JobRequests(Shard, metrics);
        Replays = new Replays(Shard, metrics);
        Memory = WatchMemory(metrics, null);
        Ended = new EndedJobs(Shard, Memory);
        DeadLetterBounds = new DeadLetterBounds(Shard, metrics, NullLogger<DeadLetterBounds>.Instance);
        Erasures = new Erasing.Erasures(Shard);
        Holds = new Holds(Shard);
        Ledger = new WriteLedger(Shard);
        Spend = new SpendBook(Shard);
        Modes = new TenantModes(Shard);
        Proposals = new Proposals(Shard);
        Operations = new OperationLog(Shard);
        Runs = new SyncRuns(Shard);
        Audit = new JobAudit(Shard);
        Losses = new Losses(Shard);
        Metrics = metrics;
    }

    public IConnectionMultiplexer Connection { get; }
    public JobsOptions Options { get; }
    public Shard Shard { get; }
    public Layout Layout { get; }
    public EventIntake Intake { get; }
    public WaitingEvents Waiting { get; }
    public Passes Passes { get; }
    public JobRequests Requests { get; }
    public Replays Replays { get; }
    public MemoryWatch Memory { get; }
    public EndedJobs Ended { get; }
    public DeadLetterBounds DeadLetterBounds { get; }
    public Erasing.Erasures Erasures { get; }
    public Holds Holds { get; }
    public WriteLedger Ledger { get; }
    public SpendBook Spend { get; }
    public TenantModes Modes { get; }
    public Proposals Proposals { get; }
    public OperationLog Operations { get; }
    public SyncRuns Runs { get; }
    public JobAudit Audit { get; }
    public Losses Losses { get; }
    public JobsMetrics Metrics { get; }
    public IDatabase Redis => Connection.GetDatabase();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Machine> StartAsync(string connectionString, JobsOptions? options = null)
    {
        var machine = new Machine(await ConnectionMultiplexer.ConnectAsync(connectionString), options);
        await machine.Layout.EnsureAsync(starting: true, Cancellation);
        return machine;
    }

    public static Task<Machine> StartAsync(RedisFixture redis, JobsOptions? options = null) =>
        StartAsync($"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}", options);

    public static IncomingEvent Event(string? eventId = null, string tenant = Tenant, string body = "{}")
    {
        var id = JobIds.New();
        return new IncomingEvent
        {
            JobId = id,
            Tenant = tenant,
            EventId = eventId ?? id,
            Body = System.Text.Encoding.UTF8.GetBytes(body),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
    }

    /// <summary>The decision to process an event about a contact, or about a person at a contact.</summary>
    public static JobDecision Process(int contact, int? person = null, string tenant = Tenant) => new(
        person is null ? "contact.changed" : "person.changed",
        AccountKey.OfContact(tenant, contact),
        person is null ? EntityKey.Contact(contact) : EntityKey.Person(person.Value),
        "relevant",
        11);

    /// <summary>Terms under which only what a test is about forbids a write.</summary>
    public static WriteTerms Terms(TenantMode mode = TenantMode.Write, bool inScope = true, int perHour = 1000, int perDay = 1000, WriteGrant? grant = null) =>
        new() { Mode = mode, InScope = inScope, Budget = new WriteBudget(perHour, perDay), Grant = grant };

    /// <summary>A request about a contact, or about a person at a contact.</summary>
    public static JobRequest Request(int contact, int? person = null, RequestKind kind = RequestKind.Replay, string tenant = Tenant) => new()
    {
        Tenant = tenant,
        Account = $"c{contact}",
        Entity = person is null ? EntityKey.Contact(contact) : EntityKey.Person(person.Value),
        Kind = kind,
        By = "Anna",
    };

    public static EntityReport Report(EntityKey entity, JobOutcome outcome = JobOutcome.Completed, string reason = "written") =>
        new() { Entity = entity, Outcome = outcome, Reason = reason };

    /// <summary>A service that looks after the data, with what it remembers.</summary>
    public EpochWatch Watch(EpochMemory? memory = null, Logs? logs = null) =>
        new(Shard, Layout, memory ?? new EpochMemory(), Metrics, LoggerOf<EpochWatch>(logs));

    /// <summary>The intake of a service that remembers.</summary>
    public EventIntake IntakeOf(EpochMemory memory) => new(Shard, memory, Metrics);

    /// <summary>A service that looks after the memory.</summary>
    public MemoryWatch WatchMemory(Logs? logs = null) => WatchMemory(Metrics, logs);

    /// <summary>What keeps dead letters within other bounds than this machine's.</summary>
    public DeadLetterBounds With(JobsOptions options) => new(new Shard(Connection, options), Metrics, NullLogger<DeadLetterBounds>.Instance);

    /// <summary>What lets history make room.</summary>
    public HistoryRoom Room(Logs? logs = null) => new(Shard, Ended, Memory, Metrics, TimeProvider.System, LoggerOf<HistoryRoom>(logs));

    /// <summary>One accepted job, read by a decider.</summary>
    public async Task<WaitingJob> WaitingAsync(string tenant = Tenant)
    {
        await Intake.AcceptAsync([Event(tenant: tenant)], Cancellation);
        return Assert.Single(await Waiting.ReadAsync(1, Cancellation));
    }

    /// <summary>One accepted job in its account's list.</summary>
    public async Task<string> AttachedAsync(JobDecision decision)
    {
        var job = await WaitingAsync(decision.Account!.Value.Tenant);
        await Waiting.AttachAsync(job, decision, Cancellation);
        return job.JobId;
    }

    /// <summary>The pass that must be due now.</summary>
    public async Task<Pass> TakeAsync(params string[] except)
    {
        var taken = await Passes.TakeAsync("worker", except, Cancellation);
        Assert.NotNull(taken.Pass);
        return taken.Pass;
    }

    /// <summary>Nothing must be due now.</summary>
    public async Task<TimeSpan?> NothingDueAsync(params string[] except)
    {
        var taken = await Passes.TakeAsync("worker", except, Cancellation);
        Assert.Null(taken.Pass);
        return taken.NextDueIn;
    }

    public async Task FinishAsync(Pass pass, JobOutcome outcome = JobOutcome.Completed) =>
        await Passes.FinishAsync(pass, [.. pass.Jobs.Select(j => j.Entity).Distinct().Select(e => Report(e, outcome))], Cancellation);

    public async Task<SyncRunDetails> RunOfAsync(string jobId)
    {
        var job = await Runs.FindJobAsync(jobId, Cancellation);
        var run = await Runs.FindAsync(job!.RunId!, Cancellation);
        Assert.NotNull(run);
        return run;
    }

    /// <summary>Everything in this database, to show that a call changed nothing. The prefix leads to the node that has it.</summary>
    public async Task<string> SnapshotAsync() => (await Redis.ScriptEvaluateAsync("""
        local lines = {}
        for _, key in ipairs(redis.call('KEYS', '*')) do
          table.insert(lines, key .. ' ' .. redis.sha1hex(redis.call('DUMP', key)))
        end
        table.sort(lines)
        return table.concat(lines, '\n')
        """, [Prefix])).ToString();

    /// <summary>Lets the pass's lease expire, as if its worker had died long ago.</summary>
    public Task ExpireAsync(Pass pass) =>
        Redis.SortedSetAddAsync(Prefix + "leases", $"{pass.Account.Tenant}/{pass.Account.Account}", 1);

    /// <summary>When the account is due, in Redis' milliseconds; null if it is not in the due set.</summary>
    public async Task<double?> DueAtAsync(AccountKey account) =>
        await Redis.SortedSetScoreAsync($"{Prefix}due:{account.Tenant}", account.Account);

    /// <summary>So many tenants, each with one account that is due after so long; their names, in order.</summary>
    public async Task<string[]> TenantsAsync(int count, TimeSpan delay = default)
    {
        string[] tenants = [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"Many{i:D5}"))];
        foreach (var some in tenants.Chunk(JobRequests.MostRequests))
        {
            await Requests.SubmitAsync([.. some.Select(tenant => Request(1, tenant: tenant))], Cancellation);
        }

        if (delay > TimeSpan.Zero)
        {
            var at = await NowAsync() + delay.TotalMilliseconds;
            await Task.WhenAll(tenants.Select(tenant => Redis.SortedSetAddAsync($"{Prefix}due:{tenant}", "c1", at)));
            await Redis.SortedSetAddAsync(Prefix + "due", [.. tenants.Select(tenant => new SortedSetEntry(tenant, at))]);
        }

        return tenants;
    }

    /// <summary>Makes a scheduled account due, as if its time had come; the first of its tenant.</summary>
    public async Task MakeDueAsync(AccountKey account)
    {
        await Redis.SortedSetAddAsync($"{Prefix}due:{account.Tenant}", account.Account, 1);
        await Redis.SortedSetAddAsync(Prefix + "due", account.Tenant, 1);
    }

    /// <summary>Redis' clock in milliseconds.</summary>
    public async Task<long> NowAsync()
    {
        var time = (string[])(await Redis.ExecuteAsync("TIME"))!;
        return (long.Parse(time[0], CultureInfo.InvariantCulture) * 1000) + (long.Parse(time[1], CultureInfo.InvariantCulture) / 1000);
    }

    /// <summary>Does something and asserts that the account is due so long after it.</summary>
    public async Task DueAfterAsync(AccountKey account, TimeSpan delay, Func<Task> act)
    {
        var before = await NowAsync();
        await act();
        var after = await NowAsync();
        var due = await DueAtAsync(account);
        Assert.NotNull(due);
        Assert.InRange(due.Value - delay.TotalMilliseconds, before, after);
    }

    public async Task<AuditReport> BalancedAsync()
    {
        var audit = await Audit.CountAsync(Cancellation);
        Assert.True(audit.Balanced, audit.ToString());
        return audit;
    }

    private MemoryWatch WatchMemory(JobsMetrics metrics, Logs? logs) => new(Shard, metrics, LoggerOf<MemoryWatch>(logs));

    private static ILogger<T> LoggerOf<T>(Logs? logs) =>
        logs is null ? NullLogger<T>.Instance : LoggerFactory.Create(logging => logging.AddProvider(logs)).CreateLogger<T>();

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _services.DisposeAsync();
    }
}
