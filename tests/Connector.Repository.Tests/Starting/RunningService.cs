using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Connector.Testing;

namespace Connector.Repository.Tests.Starting;

/// <summary>A service as it is deployed, that listens.</summary>
internal sealed partial class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _elsewhere;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private RunningService(DirectoryInfo elsewhere, ProcessStartInfo start)
    {
        _elsewhere = elsewhere;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public bool HasEnded => _process.HasExited;

    public HttpClient Client { get; } = new();

    /// <summary>Starts it and returns when it listens.</summary>
    public static async Task<RunningService> StartAsync(string service, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var elsewhere = Directory.CreateTempSubdirectory("connector-start-");
        var running = new RunningService(elsewhere, ServiceProcess.Start(service, settings, elsewhere.FullName));
        try
        {
            var line = await running.SaysAsync(ListensOn(), cancellationToken);
            running.Client.BaseAddress = new Uri(ListensOn().Match(line).Groups[1].Value);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end.</summary>
    public void Terminate() => Signals.Terminate(_process.Id);

    /// <summary>Waits for a line.</summary>
    public async Task<string> SaysAsync(Regex what, CancellationToken cancellationToken) => (await Eventually.ValueAsync(
        () => Task.FromResult(_lines.FirstOrDefault(what.IsMatch)), line => line is not null, Patience, $"a line {what} in {string.Join('\n', _lines)}", cancellationToken))!;

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _elsewhere.Delete(recursive: true);
    }

    [GeneratedRegex("listens on (http://[0-9.:]+)")]
    private static partial Regex ListensOn();
}
