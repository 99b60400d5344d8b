using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.EndToEnd.Tests.Running;
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
/// with a complete <c>.env</c> on disk that must not be looked at. Ports are free ones, and all that is kept lies in a directory that goes
/// with it. At its end nothing may still run, and nothing that was printed, logged or exported may hold a secret.
/// </summary>
public sealed class ConnectorApp : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // For a machine that does other things too; a quiet one needs 15 s.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    // The orchestrator ends itself after what it has started.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private static readonly string[] Resources = ["redis", "ingress", "enricher", "worker", "dashboard", "sandbox"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-e2e-");
    private readonly RunProcesses _processes;

    public ConnectorApp() => _processes = new RunProcesses(_directory);

    public RunSecrets Secrets { get; } = new();

    public SecretSink Console { get; } = new();

    public OtlpCollector Telemetry { get; private set; } = null!;

    public DistributedApplication App { get; private set; } = null!;

    public Instances Instances { get; private set; } = null!;

    public SandboxApi Sandbox { get; private set; } = null!;

    public HttpClient Ingress { get; private set; } = null!;

    public DashboardApi Dashboard { get; private set; } = null!;

    /// <summary>The command lines of all processes of the run; none on systems other than Linux.</summary>
    public IReadOnlyList<string> CommandLines => [.. _processes.Living.Select(process => process.CommandLine)];

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
        Environment.SetEnvironmentVariable("Sandbox__Explorer__ThinkTime", "00:00:00.500");
        using var startUp = new CancellationTokenSource(StartPatience);
        Telemetry = await OtlpCollector.StartNewAsync(startUp.Token);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Connector_AppHost>(
            [
                .. Secrets.Arguments,
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={Telemetry.GrpcEndpoint}",
                $"--EnvFile={WriteTenantFile()}",
                $"--DataDirectory={Path.Combine(_directory.FullName, "data")}",
                // Even where containers can be had: tests end the server, and look for what it leaves.
                "--Redis:Run=process",
                // Stopping then waits for the services' own ends.
                "--DcpPublisher:WaitForResourceCleanup=true",
            ],
            startUp.Token);
        builder.Services.AddLogging(logging => logging
            .AddProvider(Console)
            // At Trace, which nobody has on, Aspire itself writes down the values of secret parameters.
            .AddFilter<SecretSink>(null, LogLevel.Debug)
            // The tests' own clients: they poll, and tell what headers they send.
            .AddFilter<SecretSink>("System.Net.Http.HttpClient", LogLevel.Warning)
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning));
        // Where Redis can only be a container, its data go with it: the volume is the developer's.
        foreach (var container in builder.Resources.OfType<ContainerResource>())
        {
            container.Annotations.OfType<ContainerMountAnnotation>().ToList().ForEach(mount => container.Annotations.Remove(mount));
        }

        App = await builder.BuildAsync(startUp.Token);
        Instances = new Instances(App);
        await App.StartAsync(startUp.Token);
        foreach (var resource in Resources)
        {
            // One that ends instead is told at once.
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.StopOnResourceUnavailable, startUp.Token);
        }

        Sandbox = new SandboxApi(App.CreateHttpClient("sandbox"));
        Ingress = App.CreateHttpClient("ingress");
        Dashboard = new DashboardApi(App.CreateHttpClient("dashboard"), Secrets);
    }

    public async ValueTask DisposeAsync()
    {
        // Also after a start that failed half-way.
        if (Instances is not null)
        {
            await App.StopAsync();
            await Instances.DisposeAsync();
            await App.DisposeAsync();
        }

        await Telemetry.DisposeAsync();
        await _processes.GoneAsync(EndPatience);
        _directory.Delete(recursive: true);
        AssertNoSecretWasTold();
    }

    /// <summary>Fails if a secret was printed, logged or exported by anybody so far.</summary>
    public void AssertNoSecretWasTold()
    {
        foreach (var line in Console.Lines)
        {
            Secrets.AssertNoneIn("what the AppHost prints", line);
        }

        foreach (var line in Instances?.Lines ?? [])
        {
            Secrets.AssertNoneIn("a resource's log", line);
        }

        foreach (var secret in Secrets.All)
        {
            Assert.Empty(Telemetry.RequestsWith(secret));
        }
    }

    /// <summary>Posts a body as SuperOffice would, signed, with the right token in the header unless told otherwise.</summary>
    public async Task<HttpResponseMessage> PostAsync(byte[] body, CancellationToken cancellationToken, string? token = null, bool tokenInQuery = false)
    {
        token ??= Secrets.WebhookToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, tokenInQuery ? $"/connector/webhook?token={token}" : "/connector/webhook");
        if (!tokenInQuery)
        {
            request.Headers.Add("X-Connector-Token", token);
        }

        request.Headers.Add("X-SuperOffice-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secrets.WebhookSecret), body)));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        return await Ingress.SendAsync(request, cancellationToken);
    }

    /// <summary>Waits until the sandbox has delivered what it raised and every accepted job has ended.</summary>
    public async Task<JsonNode> QuietAsync(CancellationToken cancellationToken)
    {
        await Eventually.TrueAsync(
            async () => await Sandbox.UndeliveredAsync() == 0, Patience, "every event the sandbox raised is delivered", cancellationToken);
        return await Eventually.ValueAsync(
            Dashboard.AuditAsync, audit => (bool)audit["balanced"]! && Open(audit) == 0, TimeSpan.FromSeconds(60), "every accepted job has ended", cancellationToken);
    }

    /// <summary>The environment a resource's first process was started with.</summary>
    public async Task<string[]> EnvironmentOfAsync(string resource, CancellationToken cancellationToken) =>
        Proc.EnvironmentOf((await Instances.RunningAsync(cancellationToken, resource))[0].ProcessId);

    private static long Open(JsonNode audit) => (long)audit["waiting"]! + (long)audit["scheduled"]! + (long)audit["processing"]!;

    private string WriteTenantFile()
    {
        var path = Path.Combine(_directory.FullName, ".env");
        File.WriteAllText(path, $"""
            SO_CLIENT_ID={RunSecrets.OfTenant}
            SO_CLIENT_SECRET={RunSecrets.OfTenant}
            SO_REFRESH_TOKEN={RunSecrets.OfTenant}
            SO_REDIRECT_URI=https://{RunSecrets.OfTenant}.example/callback
            SO_ENVIRONMENT=online3
            SO_CONTEXT_IDENTIFIER=Cust99999
            WEBHOOK_TOKEN={RunSecrets.OfTenant}
            COMPANY_EXPLORER_URL=https://{RunSecrets.OfTenant}.example
            COMPANY_EXPLORER_USER={RunSecrets.OfTenant}
            COMPANY_EXPLORER_PASSWORD={RunSecrets.OfTenant}
            CONNECTOR_MODE=write

            """);
        return path;
    }
}
