using System.ComponentModel;
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Connector.LocalProcesses;
using Connector.LocalRedis;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.LocalHosting.Running;

/// <summary>What all processes of a run share.</summary>
internal sealed record RunContext(
    DistributedApplicationBuilder Model, RunOutput Output, ResourceNotificationService Notifications, Ports Ports, DataVolumes Volumes, CancellationToken Stopping);

/// <summary>One process of a resource, through its starts, its health and its ends.</summary>
internal abstract class ResourceProcess(Resource resource, int replica, RunContext run) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);
    private readonly SemaphoreSlim _gate = new(1);
    private CancellationTokenSource _starting = new();
    private ChildProcess? _child;
    private Task _watching = Task.CompletedTask;
    private bool _stopping;

    public Resource Resource => resource;
    public string Suffix { get; } = Random.Shared.GetString("abcdefghijklmnopqrstuvwxyz", 8);
    public string Id => $"{resource.Name}-{Suffix}";
    public string DisplayName => resource.Replicas == 1 ? resource.Name : $"{resource.Name}-{replica + 1}";
    public IEnumerable<string> Addresses => resource.Endpoints.Select(endpoint => endpoint.Url(replica));

    /// <summary>Why it could not be started, or null.</summary>
    public string? Failure { get; private set; }

    protected int Replica => replica;
    protected RunContext Run => run;

    /// <summary>Waits for what this resource waits for, then starts it; returns when it runs or has failed to.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_child is not { Completion.IsCompleted: false })
            {
                _starting = CancellationTokenSource.CreateLinkedTokenSource(ct, run.Stopping);
                await StartWhenReadyAsync(_starting.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Publish(ResourceState.Exited);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or RedisNotFoundException or IOException or UnauthorizedAccessException)
        {
            Failure = e.Message;
            run.Output.Notice($"{DisplayName} cannot be started: {e.Message}", isProblem: true);
            Publish(ResourceState.FailedToStart);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>SIGTERM, and SIGKILL after four seconds; returns when it has ended.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await _starting.CancelAsync();
        await _gate.WaitAsync(ct);
        try
        {
            _stopping = true;
            await (_child?.StopAsync(Grace) ?? Task.CompletedTask);
            await _watching;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _starting.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ProcessStartInfo> CreateCommandAsync(CancellationToken ct);

    /// <summary>Null if healthy, else what is wrong.</summary>
    protected abstract Task<string?> ProbeAsync(CancellationToken ct);

    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    private async Task StartWhenReadyAsync(CancellationToken ct)
    {
        Failure = null;
        foreach (var dependency in resource.WaitsFor.Where(dependency => dependency is not ExternalConnection))
        {
            Publish(ResourceState.Waiting);
            await run.Notifications.WaitForResourceHealthyAsync(dependency.Name, ct);
        }

        Publish(ResourceState.Starting);
        if (resource.Endpoints.Find(endpoint => !run.Ports.Release(endpoint.PortOf(replica))) is { } taken)
        {
            // How the AppHost reads its ports is the one thing known about it here.
            var setting = $"Ports:{resource.Name}{(taken.Name is "http" or "tcp" ? "" : $":{taken.Name}")}";
            throw new InvalidOperationException(
                $"port {taken.Port} is taken. End the program that has it, or choose another: dotnet run --project Connector.AppHost --{setting} {taken.Port + 1000}");
        }

        var command = await CreateCommandAsync(ct);
        ct.ThrowIfCancellationRequested();
        _stopping = false;
        _child = new ChildProcess(command, (line, isError) => run.Output.Line(DisplayName, line, isError));
        Publish(ResourceState.Running, HealthStatus.Unhealthy);
        _watching = WatchAsync(_child);
    }

    private async Task WatchAsync(ChildProcess child)
    {
        using var ended = new CancellationTokenSource();
        var health = WatchHealthAsync(ended.Token);
        var (exitCode, lastErrors) = await child.Completion;
        await ended.CancelAsync();
        await health.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CleanUpAsync();
        if (!_stopping)
        {
            run.Output.Notice($"{DisplayName} ended by itself with exit code {exitCode}. {lastErrors}", isProblem: true);
        }

        Publish(exitCode == 0 && !_stopping ? ResourceState.Finished : ResourceState.Exited, exitCode: exitCode);
    }

    /// <summary>Publishes every change of health, and says when the resource is healthy and when it has not been for long.</summary>
    private async Task WatchHealthAsync(CancellationToken ended)
    {
        var (healthy, reported, sinceChange) = (false, false, Stopwatch.StartNew());
        while (true)
        {
            var problem = await ProbeAsync(ended);
            ended.ThrowIfCancellationRequested();
            if (problem is null != healthy)
            {
                Publish(ResourceState.Running, problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy);
                if (problem is null)
                {
                    run.Output.Notice($"{DisplayName} is healthy after {sinceChange.Elapsed.TotalSeconds:0.0} s.");
                }

                (healthy, reported) = (problem is null, false);
                sinceChange.Restart();
            }
            else if (problem is not null && !reported && sinceChange.Elapsed > run.Model.HealthPatience)
            {
                reported = true;
                run.Output.Notice($"{DisplayName} has not been healthy for {sinceChange.Elapsed.TotalSeconds:0} s: {problem}", isProblem: true);
            }

            await Task.Delay(healthy ? 2000 : 200, ended);
        }
    }

    private void Publish(ResourceState state, HealthStatus? health = null, int? exitCode = null)
    {
        var snapshot = new CustomResourceSnapshot(state, health, exitCode, state == ResourceState.Running ? _child?.Id : null);
        run.Notifications.Publish(new ResourceEvent(resource, Id, snapshot));
    }
}
