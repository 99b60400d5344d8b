using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.Testing;
using Connector.Testing.Logging;
using Connector.Testing.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// They share one system, and some of them take parts of it away.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Connector.EndToEnd.Tests.ConnectorApp))]

namespace Connector.EndToEnd.Tests;

/// <summary>
/// The complete system, started once for all tests as <c>dotnet run</c> starts it: the AppHost's profile <c>sandbox</c>, in Development,
/// with a complete <c>.env</c> on disk that must not be looked at.
/// </summary>
public sealed class ConnectorApp : IAsyncLifetime
{
    /// <summary>Stands in for every secret of a real tenant's <c>.env</c>; nothing of the run may contain it.</summary>
    public const string TenantSecret = "secret-of-a-real-tenant-4f1c";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Resources = ["redis", "ingress", "enricher", "worker", "dashboard", "sandbox"];

    private const string ProcessIdProperty = "executable.pid";

    private readonly ConcurrentDictionary<string, (string Resource, ResourceEvent Event)> _processes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private Task _watching = Task.CompletedTask;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-e2e-");

    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Signs the posts.</summary>
    public string Secret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public SecretSink Console { get; } = new();

    public OtlpCollector Telemetry { get; private set; } = null!;

    public DistributedApplication App { get; private set; } = null!;

    public SandboxApi Sandbox { get; private set; } = null!;

    public HttpClient Ingress { get; private set; } = null!;

    public HttpClient Dashboard { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // The services inherit it, as the tests' own projects have it: what the compiler learns about a process of two minutes never pays.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        // Accounts come to rest and who dies is missed sooner than in earnest; a call to the CRM still has to fit into what is left of the lease.
        Environment.SetEnvironmentVariable("Jobs__Quiet", "00:00:00.500");
        Environment.SetEnvironmentVariable("Jobs__Lease", "00:00:12");
        Environment.SetEnvironmentVariable("Jobs__Heartbeat", "00:00:03");
        Environment.SetEnvironmentVariable("SuperOffice__Timeout", "00:00:05");
        Environment.SetEnvironmentVariable("Worker__LeaseReserve", "00:00:03");
        using var startUp = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        Telemetry = await OtlpCollector.StartNewAsync(startUp.Token);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Connector_AppHost>(
            [
                $"--Parameters:webhook-token={Token}",
                $"--Parameters:webhook-secret={Secret}",
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={Telemetry.GrpcEndpoint}",
                $"--EnvFile={WriteTenantFile()}",
                $"--SpoolDirectory={Path.Combine(_directory.FullName, "spool")}",
            ],
            startUp.Token);
        builder.Services.AddLogging(logging => logging.AddProvider(Console));
        App = await builder.BuildAsync(startUp.Token);
        _watching = Task.WhenAll(Resources.Select(WatchAsync));
        await App.StartAsync(startUp.Token);
        foreach (var resource in Resources)
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, startUp.Token);
        }

        Sandbox = new SandboxApi(App.CreateHttpClient("sandbox"));
        Ingress = App.CreateHttpClient("ingress");
        Dashboard = App.CreateHttpClient("dashboard");
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
        await App.DisposeAsync();
        await Telemetry.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Posts a body as SuperOffice would, signed, with the right token in the header unless told otherwise.</summary>
    public async Task<HttpResponseMessage> PostAsync(byte[] body, CancellationToken cancellationToken, string? token = null, bool tokenInQuery = false)
    {
        token ??= Token;
        using var request = new HttpRequestMessage(HttpMethod.Post, tokenInQuery ? $"/connector/webhook?token={token}" : "/connector/webhook");
        if (!tokenInQuery)
        {
            request.Headers.Add("X-Connector-Token", token);
        }

        request.Headers.Add("X-SuperOffice-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        return await Ingress.SendAsync(request, cancellationToken);
    }

    /// <summary>The audit, from the dashboard's API.</summary>
    public async Task<JsonNode> AuditAsync() =>
        await Dashboard.GetFromJsonAsync<JsonNode>("/api/audit") ?? throw new InvalidOperationException("No audit.");

    /// <summary>Waits until the sandbox has delivered what it raised and every accepted job has ended.</summary>
    public async Task<JsonNode> QuietAsync(CancellationToken cancellationToken)
    {
        await Eventually.TrueAsync(
            async () => await Sandbox.UndeliveredAsync() == 0, Patience, "every event the sandbox raised is delivered", cancellationToken);
        return await Eventually.ValueAsync(
            AuditAsync, audit => (bool)audit["balanced"]! && Open(audit) == 0, TimeSpan.FromSeconds(60), "every accepted job has ended", cancellationToken);
    }

    /// <summary>The running processes of these resources, or of all.</summary>
    public IEnumerable<ResourceEvent> Processes(params string[] resources) => _processes.Values
        .Where(process => resources.Length == 0 || resources.Contains(process.Resource))
        .Select(process => process.Event)
        .Where(e => e.Snapshot.ExitCode is null && e.Snapshot.Properties.Any(property => property.Name == ProcessIdProperty));

    public List<int> ProcessIds(params string[] resources) => [.. Processes(resources).Select(ProcessIdOf).Order()];

    public static int ProcessIdOf(ResourceEvent process) =>
        (int)process.Snapshot.Properties.Single(property => property.Name == ProcessIdProperty).Value!;

    /// <summary>The environment a resource's first process was started with.</summary>
    public string EnvironmentOf(string resource) => File.ReadAllText($"/proc/{ProcessIds(resource)[0]}/environ");

    /// <summary>Notes every change of a resource; a predicate that never holds sees them all.</summary>
    private async Task WatchAsync(string resource)
    {
        try
        {
            await App.ResourceNotifications.WaitForResourceAsync(
                resource,
                change =>
                {
                    _processes[change.ResourceId] = (resource, change);
                    return false;
                },
                _ended.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
    }

    private static long Open(JsonNode audit) => (long)audit["waiting"]! + (long)audit["scheduled"]! + (long)audit["processing"]!;

    private string WriteTenantFile()
    {
        var path = Path.Combine(_directory.FullName, ".env");
        File.WriteAllText(path, $"""
            SO_CLIENT_ID={TenantSecret}
            SO_CLIENT_SECRET={TenantSecret}
            SO_REFRESH_TOKEN={TenantSecret}
            SO_REDIRECT_URI=https://{TenantSecret}.example/callback
            SO_ENVIRONMENT=online3
            SO_CONTEXT_IDENTIFIER=Cust99999
            WEBHOOK_TOKEN={TenantSecret}
            COMPANY_EXPLORER_URL=https://{TenantSecret}.example
            COMPANY_EXPLORER_USER={TenantSecret}
            COMPANY_EXPLORER_PASSWORD={TenantSecret}
            CONNECTOR_MODE=write

            """);
        return path;
    }
}
