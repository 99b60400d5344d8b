using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells what the resources are doing.</summary>
public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ResourceNotificationService() { }

    /// <summary>Waits until the current state of a process of that resource is what is asked for.</summary>
    public Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default) =>
        WaitAsync(e => e.Resource.Name == resourceName && predicate(e), cancellationToken);

    /// <summary>Waits until the resource, in all its replicas, runs and is healthy.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitAsync(e => e.Resource.Name == resourceName && IsHealthy(resourceName), cancellationToken);

    internal async Task<ResourceEvent> WaitAsync(Func<ResourceEvent, bool> predicate, CancellationToken ct)
    {
        while (true)
        {
            var (events, changed) = Current();
            if (Array.Find(events, e => predicate(e)) is { } found)
            {
                return found;
            }

            await changed.WaitAsync(ct);
        }
    }

    internal bool IsHealthy(string resourceName) =>
        Of(resourceName) is { Length: > 0 } events && Array.TrueForAll(events, e => e.Snapshot.HealthStatus == HealthStatus.Healthy);

    /// <summary>The last event of each of a resource's processes.</summary>
    internal ResourceEvent[] Of(string resourceName) => Array.FindAll(Current().Events, e => e.Resource.Name == resourceName);

    internal void Publish(ResourceEvent resourceEvent)
    {
        lock (_lock)
        {
            _current[resourceEvent.ResourceId] = resourceEvent;
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private (ResourceEvent[] Events, Task Changed) Current()
    {
        lock (_lock)
        {
            return ([.. _current.Values], _changed.Task);
        }
    }
}

/// <summary>What one process of a resource was doing at a moment.</summary>
public class ResourceEvent
{
    internal ResourceEvent(Resource resource, string resourceId, CustomResourceSnapshot snapshot) =>
        (Resource, ResourceId, Snapshot) = (resource, resourceId, snapshot);

    /// <summary>The resource's name with a suffix of eight letters, another one for each replica.</summary>
    public string ResourceId { get; }

    public CustomResourceSnapshot Snapshot { get; }
    internal Resource Resource { get; }
}

/// <summary>State, health and properties of a process.</summary>
public sealed class CustomResourceSnapshot
{
    internal CustomResourceSnapshot(ResourceState state, HealthStatus? health, int? exitCode, int? processId)
    {
        (State, HealthStatus, ExitCode) = (state, health, exitCode);
        Properties = processId is null ? [] : [new ResourcePropertySnapshot("executable.pid", processId)];
    }

    /// <summary>The exit code, once ended.</summary>
    public int? ExitCode { get; }

    /// <summary>Among them <c>executable.pid</c>, an <see cref="int"/>, while it runs.</summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; }

    internal ResourceState State { get; }

    /// <summary>The result of the health checks; healthy once running where there are none; null while not running.</summary>
    internal HealthStatus? HealthStatus { get; }
}

public sealed class ResourcePropertySnapshot
{
    internal ResourcePropertySnapshot(string name, object? value) => (Name, Value) = (name, value);

    public string Name { get; }
    public object? Value { get; }
}

/// <summary>What a process is doing; <see cref="Finished"/> has ended by itself with exit code 0, <see cref="Exited"/> in any other way.</summary>
internal enum ResourceState
{
    Waiting, Starting, Running, Finished, Exited, FailedToStart,
}
