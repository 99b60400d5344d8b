using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Connector.Jobs.Audit;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Testing.Redis;
using Connector.Testing.Tenants;
using Connector.Worker.Tenants;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>
/// How fast one worker decides, and how soon another tenant's event is decided beside 20,000. Prints a line each; docs/reliability.md quotes them. The
/// figures are those of the machine.
/// </summary>
[Collection(Serial.Name)]
public sealed class DecidingSpeedTests(OutsideWorld world)
{
    private const int Many = 20_000;
    private const string Hanging = "Cust30001";
    private const string Single = "Cust30002";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>As many contacts as events, or fifty of them: a run for each, or few that all join.</summary>
    [Theory]
    [InlineData("everysec", Many)]
    [InlineData("everysec", 50)]
    [InlineData("always", Many)]
    [InlineData("always", 50)]
    public async Task Skipped_events_a_second(string fsync, int contacts)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        await using var redis = await StartAsync(fsync);
        await using var worker = await WorkerHost.StartAsync(world, redis.ConnectionString);
        world.Intake = null;
        await WarmUpAsync(worker);
        await using var connection = await redis.ConnectAsync(allowAdmin: true);
        var drains = worker.Services.GetRequiredService<Drains>();
        await drains.StartAsync("the test", Cancellation);
        await AcceptAsync(worker, WorkerHost.Tenant, Many, contacts);

        var (began, cpu, redisCpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, await CpuAsync());
        await drains.EndAsync("the test", Cancellation);
        await UndecidedAsync(worker, 0);
        var took = Stopwatch.GetElapsedTime(began);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        redisCpu = await CpuAsync() - redisCpu;
        Tell($"{fsync}, {contacts} contacts: {Many / took.TotalSeconds:F0} events a second; {redisCpu * 1e6 / Many:F0} us of Redis' CPU and {cpu.TotalMicroseconds / Many:F0} us of the worker's an event");

        async Task<double> CpuAsync() => (await connection.GetServers()[0].InfoAsync("cpu"))[0]
            .Where(line => line.Key is "used_cpu_sys" or "used_cpu_user").Sum(line => double.Parse(line.Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_event_of_a_third_tenant_beside_twenty_thousand_of_one_and_the_hanging_login_of_another()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        using var wall = new TcpListener(IPAddress.Loopback, 0);
        wall.Start(backlog: 100);
        using var folder = new TenantFolder();
        folder.Write("refresh-token", "sandbox-refresh-token\n");
        folder.Write($"{Hanging}.json", Described($"http://{wall.LocalEndpoint}"));
        folder.Write($"{Single}.json", Described(world.Sandbox.Address.AbsoluteUri));
        await using var redis = await StartAsync("everysec");
        await using var worker = await WorkerHost.StartAsync(
            world, redis.ConnectionString, settings: [.. folder.Settings.Select(setting => (setting.Key, setting.Value!)), ("Jobs:Lease", "00:03:00")]);
        world.Intake = null;
        await Eventually.TrueAsync(() => worker.Services.GetRequiredService<TenantCells>().OfFiles.Count == 2, cancellationToken: Cancellation);
        await WarmUpAsync(worker);
        await WarmUpAsync(worker, Single);

        var (longest, left) = (TimeSpan.Zero, 0L);
        for (var round = 0; round < 5; round++)
        {
            var drains = worker.Services.GetRequiredService<Drains>();
            await drains.StartAsync("the test", Cancellation);
            await AcceptAsync(worker, WorkerHost.Tenant, Many, Many);
            await AcceptAsync(worker, Hanging, 1, 1);
            await drains.EndAsync("the test", Cancellation);
            await UndecidedAsync(worker, Many - 1_000);

            var began = Stopwatch.GetTimestamp();
            var job = await PostAsync(worker, Single);
            await Eventually.TrueAsync(
                async () => await worker.Runs.FindJobAsync(job, Cancellation) is { State: "finished" }, Patience, cancellationToken: Cancellation);
            var took = Stopwatch.GetElapsedTime(began);
            left = (await worker.Services.GetRequiredService<JobAudit>().CountAsync(Cancellation)).Waiting;
            longest = took > longest ? took : longest;
            Tell($"the third tenant's event is decided after {took.TotalMilliseconds:F0} ms, with {left} waiting");
            await UndecidedAsync(worker, 0);
        }

        Assert.InRange(longest.TotalMilliseconds, 0, 1_000);
    }

    private static Task<RedisServer> StartAsync(string fsync) =>
        RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = ["--appendfsync", fsync] }, Cancellation);

    private static string Described(string login) => $$"""
        {
          "SuperOffice": { "LoginUrl": "{{login}}", "ClientId": "c", "ClientSecret": "s", "RefreshTokenFile": "refresh-token", "Timeout": "00:01:00" },
          "Tenant": { "Mode": "observe" }
        }
        """;

    private static async Task WarmUpAsync(WorkerHost worker, string tenant = WorkerHost.Tenant)
    {
        await AcceptAsync(worker, tenant, 1_000, 1_000);
        await UndecidedAsync(worker, 0);
    }

    private static async Task<string> PostAsync(WorkerHost worker, string tenant) =>
        (await worker.Services.GetRequiredService<EventIntake>().AcceptAsync([Event(tenant, 1)], Cancellation))[0].JobId;

    private static async Task AcceptAsync(WorkerHost worker, string tenant, int events, int contacts)
    {
        foreach (var some in Enumerable.Range(0, events).Chunk(500))
        {
            await worker.Services.GetRequiredService<EventIntake>().AcceptAsync([.. some.Select(n => Event(tenant, 1_000_000 + (n % contacts)))], Cancellation);
        }
    }

    private static IncomingEvent Event(string tenant, int contact) => OutsideWorld.Incoming(
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            EventId = Guid.NewGuid(),
            Event = "contact.changed",
            Entity = "contact",
            PrimaryKey = contact,
            Changes = (string[])["no such column"],
            ContextIdentifier = tenant,
            ChangedByAssociateId = 11,
            FieldValues = new { },
        }),
        null,
        tenant);

    /// <summary>Waits until so many are left at most.</summary>
    private static Task UndecidedAsync(WorkerHost worker, long atMost) => Eventually.TrueAsync(
        async () => (await worker.Services.GetRequiredService<JobAudit>().CountAsync(Cancellation)).Waiting <= atMost, Patience, cancellationToken: Cancellation);

    private static void Tell(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
