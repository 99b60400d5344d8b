using System.Diagnostics;
using System.Text.RegularExpressions;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>The ingress as it is deployed, a process of its own, to be killed.</summary>
internal sealed partial class IngressProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private IngressProcess(Process process) => _process = process;

    public HttpClient Client { get; } = new();

    public static async Task<IngressProcess> StartAsync(SpoolWorld world, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Connector.Ingress.dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__redis"] = world.Redis.ConnectionString,
                ["Jobs__Profile"] = "sandbox",
                ["Ingress__Tenant"] = IngressHost.Tenant,
                ["Ingress__WebhookToken"] = IngressHost.Token,
                ["Ingress__Spool__Directory"] = world.Spool,
            },
        };
        var ingress = new IngressProcess(Process.Start(start)!);
        ingress.Client.BaseAddress = await ingress.AddressAsync().WaitAsync(Patience, cancellationToken);
        return ingress;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => Signals.KillAsync(_process);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<Uri> AddressAsync()
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("The ingress ended before it listened."));
            }
            else if (ListensOn().Match(line.Data) is { Success: true } match)
            {
                address.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        _process.BeginOutputReadLine();
        return await address.Task;
    }

    [GeneratedRegex("listens on (http://[0-9.:]+)")]
    private static partial Regex ListensOn();
}
