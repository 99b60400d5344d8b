using Connector.Jobs;
using Connector.Jobs.Intake;
using Connector.SuperOffice.Webhooks;
using Connector.Testing.Redis;
using Connector.Testing.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
[assembly: AssemblyFixture(typeof(SecretWatch))]

namespace Connector.Worker.Tests.World;

/// <summary>
/// All that is not the worker, started once per collection: Redis, the sandboxed SuperOffice, a scripted enricher over h2c, and a receiver of
/// webhooks that accepts events into the Redis of the present test.
/// </summary>
public sealed class OutsideWorld : IAsyncLifetime
{
    private readonly RedisServer _redis = new(new RedisServerOptions { ExtraArguments = ["--databases", "512"] });
    private WebApplication _services = null!;
    private int _databases;

    internal SandboxHost Sandbox { get; private set; } = null!;

    internal ScriptedEnricher Enricher { get; } = new();

    internal Uri EnricherAddress { get; private set; } = null!;

    /// <summary>Where workers keep their journals unless a test says otherwise.</summary>
    internal string Snapshots { get; } = Directory.CreateTempSubdirectory("connector-snapshots-").FullName;

    /// <summary>Where events go now; null: they are dropped.</summary>
    internal EventIntake? Intake { get; set; }

    /// <summary>What the receiver of webhooks answers instead, as one does that is down; null: it receives.</summary>
    internal int? IntakeStatus { get; set; }

    /// <summary>A database of one's own on the shared server.</summary>
    internal string NextRedis() => $"{_redis.ConnectionString},defaultDatabase={Interlocked.Increment(ref _databases)}";

    public async ValueTask InitializeAsync()
    {
        await _redis.StartAsync();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Enricher);
        _services = builder.Build();
        _services.MapGrpcService<ScriptedEnricher>();
        _services.MapPost("/webhook", ReceiveAsync);
        await _services.StartAsync();
        var addresses = _services.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        EnricherAddress = new Uri(addresses[0]);
        Sandbox = new SandboxHost(new Uri(new Uri(addresses[1]), "/webhook"));
        Sandbox.Start();
        await Sandbox.WarmUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        await _services.DisposeAsync();
        await _redis.DisposeAsync();
        Directory.Delete(Snapshots, recursive: true);
    }

    internal static IncomingEvent Incoming(byte[] body, string? traceParent = null, string tenant = WorkerHost.Tenant) => new()
    {
        JobId = JobIds.New(),
        Tenant = tenant,
        EventId = WebhookEvent.TryParse(body, out var parsed, out _) && parsed.EventId is { } id ? id : Guid.NewGuid().ToString(),
        Body = body,
        TraceParent = traceParent,
    };

    private async Task ReceiveAsync(HttpContext context)
    {
        if (IntakeStatus is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (Intake is { } intake)
        {
            await intake.AcceptAsync([Incoming(body.ToArray())], context.RequestAborted);
        }
    }
}
