using System.Text.Json;
using Connector.Jobs;
using Connector.Jobs.Audit;
using Connector.Jobs.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.SuperOffice;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Connector.Testing.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Worker.Tests.World;

/// <summary>A worker process in miniature: its real registrations, its own connections, settings for impatient tests.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    public const string Tenant = "Cust10001";

    private readonly IHost _host;
    private bool _stopped;

    private WorkerHost(IHost host, string redis) => (_host, Redis) = (host, redis);

    /// <summary>Its Redis, for another worker to share.</summary>
    public string Redis { get; }

    public IServiceProvider Services => _host.Services;

    public SyncRuns Runs => Services.GetRequiredService<SyncRuns>();

    public Jobs.Queue.Passes Passes => Services.GetRequiredService<Jobs.Queue.Passes>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a worker, and sends the sandbox's events to its Redis.</summary>
    /// <param name="world">The outside world.</param>
    /// <param name="redis">Connection string; a fresh database if not given.</param>
    /// <param name="loops">False for the job machine and SuperOffice alone, for tests that play a pass by hand.</param>
    /// <param name="settings">What differs from the defaults below.</param>
    public static Task<WorkerHost> StartAsync(
        OutsideWorld world, string? redis = null, bool loops = true, params (string Key, string Value)[] settings) =>
        StartAsync(world, _ => { }, redis, loops, settings);

    /// <summary>The same, whatever there is of Redis.</summary>
    public static Task<WorkerHost> StartAtOnceAsync(OutsideWorld world, string redis) => StartAsync(world, _ => { }, redis, loops: true, waits: false);

    /// <summary>The same, with changes to its registrations.</summary>
    public static Task<WorkerHost> StartAsync(
        OutsideWorld world, Action<IServiceCollection> configure, string? redis = null, bool loops = true, params (string Key, string Value)[] settings) =>
        StartAsync(world, configure, redis, loops, waits: true, settings);

    private static async Task<WorkerHost> StartAsync(
        OutsideWorld world, Action<IServiceCollection> configure, string? redis, bool loops, bool waits, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        redis ??= world.NextRedis();
        builder.Configuration.AddInMemoryCollection(Settings(world, redis));
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddLogging(logging =>
            SecretWatch.Attach(logging.SetMinimumLevel(LogLevel.Information).AddProvider(new TestOutput())));
        builder.AddConnectorJobs();
        builder.AddSuperOffice();
        if (loops)
        {
            builder.AddWorker();
        }
        else
        {
            builder.Services.AddSingleton<IWriteGate, OpenGate>();
        }

        configure(builder.Services);

        var host = builder.Build();
        await host.StartAsync(Cancellation);
        world.Intake = host.Services.GetRequiredService<EventIntake>();
        if (waits)
        {
            await RedisGate.OpenedAsync(host.Services, Cancellation);
        }

        return new WorkerHost(host, redis);
    }

    /// <summary>Posts an event as SuperOffice would; returns its job.</summary>
    public Task<string> PostAsync(string name, int key, string[] changes, object? fieldValues = null, int changedBy = 11, string? traceParent = null, string tenant = Tenant) =>
        PostAsync(
            JsonSerializer.SerializeToUtf8Bytes(new
            {
                EventId = Guid.NewGuid(),
                Event = name,
                Entity = name.Split('.')[0],
                PrimaryKey = key,
                Changes = changes,
                ContextIdentifier = tenant,
                ChangedByAssociateId = changedBy,
                FieldValues = fieldValues ?? new { },
            }),
            traceParent,
            tenant);

    public async Task<string> PostAsync(byte[] body, string? traceParent = null, string tenant = Tenant)
    {
        var accepted = await Services.GetRequiredService<EventIntake>().AcceptAsync([OutsideWorld.Incoming(body, traceParent, tenant)], Cancellation);
        return Assert.Single(accepted).JobId;
    }

    /// <summary>The job once it ended, its outcome and reason.</summary>
    public async Task<(string? Outcome, string? Reason)> EndOfAsync(string job)
    {
        var view = await Eventually.ValueAsync(
            () => Runs.FindJobAsync(job, Cancellation), v => v is { State: "finished" or "dead" }, cancellationToken: Cancellation);
        return (view!.Outcome, view.Reason);
    }

    /// <summary>Waits until at least so many jobs were accepted and all of them ended; the books balance.</summary>
    public Task<AuditReport> AllEndedAsync(int atLeast) => Eventually.ValueAsync(
        () => Services.GetRequiredService<JobAudit>().CountAsync(Cancellation),
        a => a.Accepted >= atLeast && a.Balanced && a.Accepted == a.Finished + a.Dead,
        cancellationToken: Cancellation);

    /// <summary>What passes reported about an entity, oldest first.</summary>
    public async Task<IReadOnlyList<EntityReport>> ReportsAsync(string entity)
    {
        var reports = new List<EntityReport>();
        foreach (var run in (await Runs.ListAsync(0, 100, Cancellation)).Reverse())
        {
            reports.AddRange((await Runs.FindAsync(run.Id, Cancellation))!.Reports.Where(r => r.Entity.ToString() == entity));
        }

        return reports;
    }

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _host.StopAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }

    private static Dictionary<string, string?> Settings(OutsideWorld world, string redis) => new()
    {
        ["ConnectionStrings:redis"] = redis,
        ["Jobs:Profile"] = "sandbox",
        ["Jobs:Quiet"] = "00:00:00.050",
        ["Jobs:Lease"] = "00:00:06",
        ["Jobs:Heartbeat"] = "00:00:01",
        ["SuperOffice:ContextIdentifier"] = Tenant,
        ["SuperOffice:LoginUrl"] = world.Sandbox.Address.AbsoluteUri,
        ["SuperOffice:ClientId"] = "sandbox-client",
        ["SuperOffice:ClientSecret"] = "sandbox-client-secret",
        ["SuperOffice:RefreshToken"] = "sandbox-refresh-token",
        ["SuperOffice:CallsPerSecond"] = "1000",
        ["SuperOffice:Timeout"] = "00:00:02",
        ["Worker:Enricher"] = world.EnricherAddress.AbsoluteUri,
        ["Worker:LeaseReserve"] = "00:00:00.200",
        ["Worker:FirstRetry"] = "00:00:00.050",
        ["Worker:ProbeEvery"] = "00:00:00.200",
        ["Worker:ReclaimEvery"] = "00:00:00.200",
        ["Worker:ShutdownGrace"] = "00:00:02",
        ["Worker:SnapshotDirectory"] = world.Snapshots,
        ["Tenant:Mode"] = "write",
        ["Tenant:Persons:Enrich"] = "true",
        ["Tenant:Scope:All"] = "true",
        // Most tests count jobs; CascadeTests are about those that follow from a company's change.
        ["Tenant:CascadeMost"] = "0",
        // And others count calls; SubscriptionTests are about those that look after the webhook.
        ["Tenant:Subscription:Watch"] = "false",
        ["Tenant:Contact:Summary:ProgId"] = "SuperOffice:84",
        ["Tenant:Contact:Opener:ProgId"] = "SuperOffice:85",
        ["Tenant:Contact:LastEnriched:ProgId"] = "SuperOffice:87",
        ["Tenant:Contact:Stamp:ProgId"] = "SuperOffice:88",
        ["Tenant:Person:Role:ProgId"] = "SuperOffice:20",
        ["Tenant:Person:Subject:ProgId"] = "SuperOffice:21",
        ["Tenant:Person:Intro:ProgId"] = "SuperOffice:22",
    };

    private sealed class OpenGate : IWriteGate
    {
        public ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
    }
}
