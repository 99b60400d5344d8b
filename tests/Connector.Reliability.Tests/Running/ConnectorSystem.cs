using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Reliability.Tests.Running;

/// <summary>What a test wants of the system.</summary>
internal sealed record SystemOptions
{
    /// <summary>More settings of each ingress.</summary>
    public IReadOnlyDictionary<string, string> Ingress { get; init; } = new Dictionary<string, string>();

    /// <summary>More settings of each worker.</summary>
    public IReadOnlyDictionary<string, string> Worker { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the sandbox posts its own events, echoes of our writes among them.</summary>
    public bool Echoes { get; init; } = true;

    /// <summary>Whether there is a dashboard.</summary>
    public bool Dashboard { get; init; }

    public int Ingresses { get; init; } = 2;

    public int Workers { get; init; } = 2;
}

/// <summary>
/// The whole system as processes: a Redis that syncs every write, ingresses that share a spool directory, workers, the enricher, and the
/// sandbox, which is the outside world and is never broken. Started directly and not by the AppHost, so that a killed process is back at once.
/// </summary>
internal sealed class ConnectorSystem : IAsyncDisposable
{
    /// <summary>Names a directory where the processes' logs are left; otherwise they go with the test.</summary>
    private const string LogsVariable = "CONNECTOR_RELIABILITY_LOGS";

    private readonly string _directory;
    private readonly bool _keep;

    private ConnectorSystem(RedisServer redis, SystemOptions options)
    {
        var logs = Environment.GetEnvironmentVariable(LogsVariable);
        _keep = !string.IsNullOrEmpty(logs);
        _directory = _keep
            ? Directory.CreateDirectory(Path.Combine(logs!, $"{TestContext.Current.TestMethod?.MethodName}-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("connector-chaos-").FullName;
        Redis = redis;
        var (sandbox, grpc) = (StablePort.Next(), StablePort.Next());
        var ingresses = Enumerable.Range(0, options.Ingresses).Select(_ => StablePort.Next()).ToList();
        IngressAddresses = [.. ingresses.Select(port => new Uri($"http://127.0.0.1:{port}/connector/webhook"))];
        SandboxAddress = new Uri($"http://127.0.0.1:{sandbox}");
        Crm = new SandboxTenant(SandboxAddress);
        Sandbox = New("Sandbox", "sandbox", ChaosSettings.Sandbox(sandbox, options.Echoes ? ingresses[0] : null));
        Enricher = New("Enricher", "enricher", ChaosSettings.Enricher(grpc, StablePort.Next(), sandbox));
        if (options.Dashboard)
        {
            var port = StablePort.Next();
            DashboardAddress = new Uri($"http://127.0.0.1:{port}");
            Dashboard = New("Dashboard", "dashboard", ChaosSettings.Dashboard(redis.ConnectionString, port));
        }

        Ingresses = [.. ingresses.Select((port, i) => New("Ingress", $"ingress-{i}", ChaosSettings.Ingress(redis.ConnectionString, port, SpoolDirectory, options.Ingress)))];
        var workers = Enumerable.Range(0, options.Workers).Select(_ => StablePort.Next()).ToList();
        WorkerAddresses = [.. workers.Select(port => new Uri($"http://127.0.0.1:{port}"))];
        Workers = [.. workers.Select((port, i) => New("Worker", $"worker-{i}", ChaosSettings.Worker(redis.ConnectionString, port, grpc, sandbox, _directory, options.Worker)))];
    }

    public RedisServer Redis { get; }

    public SandboxTenant Crm { get; }

    public Uri SandboxAddress { get; }

    public IReadOnlyList<Uri> IngressAddresses { get; }

    public IReadOnlyList<Uri> WorkerAddresses { get; }

    /// <summary>The ingresses' spool.</summary>
    public string SpoolDirectory => Path.Combine(_directory, "spool");

    /// <summary>The workers' journals.</summary>
    public string JournalDirectory => Path.Combine(_directory, "snapshots");

    public IReadOnlyList<ServiceProcess> Ingresses { get; }

    public IReadOnlyList<ServiceProcess> Workers { get; }

    public ServiceProcess Enricher { get; }

    /// <summary>Null if the test did not ask for one.</summary>
    public Uri? DashboardAddress { get; }

    /// <summary>All that is ours to break, Redis aside.</summary>
    public IReadOnlyList<ServiceProcess> Services => Dashboard is null ? [.. Ingresses, Enricher, .. Workers] : [.. Ingresses, Enricher, .. Workers, Dashboard];

    private ServiceProcess? Dashboard { get; }

    private ServiceProcess Sandbox { get; }

    /// <summary>Starts everything, and waits until all of it listens, and posts go straight to Redis.</summary>
    /// <param name="options">What differs.</param>
    /// <param name="arm">Called before the services are started.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ConnectorSystem> StartAsync(SystemOptions? options = null, Action<ConnectorSystem>? arm = null, CancellationToken cancellationToken = default)
    {
        var system = new ConnectorSystem(await RedisServer.StartNewAsync(cancellationToken: cancellationToken), options ?? new SystemOptions());
        try
        {
            arm?.Invoke(system);
            await system.Sandbox.StartAsync(cancellationToken);
            await Task.WhenAll(system.Services.Select(service => service.StartAsync(cancellationToken)));
            await system.IngressesAreHealthyAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services.Append(Sandbox))
        {
            await service.DisposeAsync();
        }

        Crm.Dispose();
        await Redis.DisposeAsync();
        if (!_keep)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task IngressesAreHealthyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        foreach (var ingress in IngressAddresses)
        {
            await Eventually.ValueAsync(
                () => client.GetStringAsync(new Uri(ingress, "/health"), cancellationToken), health => HealthAnswer.StatusOf(health) == "Healthy",
                TimeSpan.FromMinutes(1), $"{ingress} has found Redis", cancellationToken);
        }
    }

    private ServiceProcess New(string service, string name, IReadOnlyDictionary<string, string> settings) => new(service, name, _directory, settings);
}
