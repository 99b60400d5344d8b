using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.EndToEnd.Tests.Running;

/// <summary>
/// The processes behind the model's resources, as the orchestrator tells them, and the lines of their logs, its own among them: it
/// writes down each command line there. Tests that look at processes or end them need Linux.
/// </summary>
public sealed class Instances : IAsyncDisposable
{
    public const string NeedsLinux = "Looks at processes in /proc, and elsewhere Redis may be none.";

    private const string ProcessIdProperty = "executable.pid";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DistributedApplication _app;
    private readonly ConcurrentDictionary<string, ResourceEvent> _latest = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watching;

    public Instances(DistributedApplication app)
    {
        _app = app;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Every line of every log so far, with the resource's name before it.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The processes that do the work of these resources, or of all; waits for those that are being started.</summary>
    public async Task<IReadOnlyList<Instance>> RunningAsync(CancellationToken cancellationToken, params string[] resources)
    {
        var running = new List<Instance>();
        foreach (var (id, change) in _latest)
        {
            if (IsRunning(change) && (resources.Length == 0 || resources.Contains(change.Resource.Name)))
            {
                running.Add(await FindAsync(id, cancellationToken));
            }
        }

        return [.. running.OrderBy(instance => instance.ProcessId)];
    }

    /// <summary>Ends the process at once, and waits until the orchestrator has seen it.</summary>
    public async Task KillAsync(Instance instance, CancellationToken cancellationToken)
    {
        using (var process = Process.GetProcessById(instance.ProcessId))
        {
            await Signals.KillAsync(process);
        }

        await Eventually.TrueAsync(
            () => _latest[instance.Id].Snapshot.ExitCode is not null, Patience, $"the end of {instance.Id} was seen", cancellationToken);
    }

    /// <summary>Starts one again that was killed, and waits until it is healthy.</summary>
    /// <remarks>What is probed is the resource, so that of two replicas the other may have answered.</remarks>
    public async Task<Instance> StartAsync(Instance killed, CancellationToken cancellationToken)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(killed.Id, KnownResourceCommands.StartCommand, cancellationToken);
        Assert.True(result.Success, $"{killed.Id} did not start: {result.Message}");
        await Eventually.TrueAsync(
            () => IsRunning(_latest[killed.Id]) && _latest[killed.Id].Snapshot.HealthStatus == HealthStatus.Healthy,
            Patience, $"{killed.Id} is healthy again", cancellationToken);
        return await FindAsync(killed.Id, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
    }

    private static bool IsRunning(ResourceEvent change) =>
        change.Snapshot.ExitCode is null && change.Snapshot.State?.Text == KnownResourceStates.Running && ProcessIdOf(change) is not null;

    private static int? ProcessIdOf(ResourceEvent change) =>
        change.Snapshot.Properties.FirstOrDefault(property => property.Name == ProcessIdProperty)?.Value as int?;

    /// <summary>The number may not be known yet.</summary>
    private async Task<Instance> FindAsync(string id, CancellationToken cancellationToken)
    {
        var processId = await Eventually.ValueAsync(
            () => Task.FromResult(ProcessIdOf(_latest[id]) ?? 0), found => found > 0, Patience, $"{id} has a process", cancellationToken);
        return new Instance(id, _latest[id].Resource.Name, processId);
    }

    private async Task WatchAsync()
    {
        var logs = new List<Task>();
        try
        {
            await foreach (var change in _app.ResourceNotifications.WatchAsync(_ended.Token))
            {
                if (!_latest.ContainsKey(change.ResourceId))
                {
                    logs.Add(ReadAsync(change));
                }

                _latest[change.ResourceId] = change;
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }

        await Task.WhenAll(logs);
    }

    private async Task ReadAsync(ResourceEvent change)
    {
        try
        {
            await foreach (var batch in _app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(change.ResourceId).WithCancellation(_ended.Token))
            {
                foreach (var line in batch)
                {
                    _lines.Enqueue($"{change.Resource.Name}: {line.Content}");
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
    }
}
