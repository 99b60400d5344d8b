using System.Diagnostics;
using System.Globalization;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Ingress.Tests.Fuzzing;

/// <summary>The ingress as a process of its own, so that its memory is its own and its end is seen.</summary>
internal sealed class IngressProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessOutput _output;

    private IngressProcess(Process process, int port)
    {
        _process = process;
        _output = new ProcessOutput(process);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    public bool HasEnded => _process.HasExited;

    /// <summary>Its resident memory, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public string Output => _output.Text;

    /// <param name="redis">Its Redis.</param>
    /// <param name="spool">Where it may spool, so that a slow moment of a loaded machine is no 503.</param>
    /// <param name="bodyLimit">The largest body it takes, in bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IngressProcess> StartAsync(RedisServer redis, DirectoryInfo spool, int bodyLimit, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Connector.Ingress.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["ConnectionStrings__redis"] = redis.ConnectionString,
                ["Jobs__Profile"] = "sandbox",
                ["Ingress__Tenant"] = IngressHost.Tenant,
                ["Ingress__WebhookToken"] = IngressHost.Token,
                ["Ingress__WebhookSecret"] = IngressHost.Secret,
                ["Ingress__MaxBodyBytes"] = bodyLimit.ToString(CultureInfo.InvariantCulture),
                ["Ingress__Spool__Directory"] = spool.FullName,
                ["Logging__LogLevel__Default"] = "Error",
            },
        };
        var ingress = new IngressProcess(Process.Start(start) ?? throw new InvalidOperationException("The ingress could not be started."), port);
        try
        {
            using var client = new HttpClient { BaseAddress = ingress.Address };
            await Eventually.TrueAsync(() => ingress.IsReadyAsync(client, cancellationToken), Patience, "the ingress is ready", cancellationToken);
            return ingress;
        }
        catch
        {
            await ingress.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        Assert.False(HasEnded, $"The ingress ended:\n{Output}");
        try
        {
            using var answer = await client.GetAsync("/health", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
