using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Connector.AppHost.Running;

/// <summary>
/// What a person sees who started the AppHost: each resource's lines and states, addresses once all are healthy, and after
/// half a minute what the others wait for.
/// </summary>
internal sealed class RunConsole(
    ResourceNotificationService notifications, ResourceLoggerService logs, RunLines lines, RunAddresses addresses, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ResourceProgress> _resources = new(StringComparer.Ordinal);
    private readonly List<Task> _forwarding = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _allHealthy;

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lines.Block(["Ending; Redis keeps its data."]);
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lines.Block([$"Aspire's dashboard, with resources, logs and traces: {addresses.Login ?? "off"}"]);
        try
        {
            await Task.WhenAll(WatchAsync(stoppingToken), NameStalledAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            await Task.WhenAll(_forwarding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (ResourceProgress.Concerns(change))
            {
                var progress = _resources.GetOrAdd(change.ResourceId, _ => Follow(change, cancellationToken));
                foreach (var news in progress.Update(change.Snapshot))
                {
                    lines.State(progress.DisplayName, news.Text, news.IsProblem);
                }

                ShowAddresses();
            }
        }
    }

    private ResourceProgress Follow(ResourceEvent change, CancellationToken cancellationToken)
    {
        var progress = new ResourceProgress(change);
        _forwarding.Add(ForwardAsync(change.ResourceId, progress, cancellationToken));
        return progress;
    }

    private async Task ForwardAsync(string resourceId, ResourceProgress progress, CancellationToken cancellationToken)
    {
        await foreach (var batch in logs.WatchAsync(resourceId).WithCancellation(cancellationToken))
        {
            foreach (var line in batch)
            {
                progress.Heard(lines.Log(progress.DisplayName, line.Content, line.IsErrorMessage));
            }
        }
    }

    private void ShowAddresses()
    {
        if (!_allHealthy && addresses.Expected.All(HasCome))
        {
            _allHealthy = true;
            lines.Block(addresses.Describe(_resources.Values, Stopwatch.GetElapsedTime(_started)));
        }
    }

    private bool HasCome(KeyValuePair<string, int> expected) =>
        _resources.Values.Count(resource => resource.Name == expected.Key && resource.IsHealthy) >= expected.Value;

    private async Task NameStalledAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Patience, time, cancellationToken);
        foreach (var resource in _resources.Values.Where(resource => !resource.IsHealthy && !resource.HasEnded))
        {
            lines.State(resource.DisplayName, resource.Stalled(Patience, [.. _resources.Values]), isProblem: true);
        }
    }
}
