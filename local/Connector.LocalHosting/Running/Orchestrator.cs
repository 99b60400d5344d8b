using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Connector.LocalHosting.Running;

/// <summary>Starts the model's processes, each when what it waits for is healthy, and ends them.</summary>
internal sealed class Orchestrator(DistributedApplicationBuilder model, RunOutput output, ResourceNotificationService notifications) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Ports _ports = new();
    private readonly DataVolumes _volumes = new(model.AppHostDirectory, model.IsTest);
    private readonly List<ResourceProcess> _processes = [];
    private Task _starting = Task.CompletedTask;
    private Task? _stopped;

    public Task StartAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Local hosting is for Linux; elsewhere use Aspire's own packages (docs/aspire.md).");
        }

        output.Notice("Local hosting, not Aspire's orchestrator: plain processes (docs/aspire.md).");
        var run = new RunContext(model, output, notifications, _ports, _volumes, _stopping.Token);
        foreach (var resource in model.Resources)
        {
            resource.Endpoints.ForEach(endpoint => endpoint.Allocated = AllocatePorts(resource, endpoint));
            _processes.AddRange(resource switch
            {
                RedisResource redis => [new RedisProcess(redis, run)],
                ProjectResource project => Enumerable.Range(0, project.Replicas).Select(replica => new ProjectProcess(project, replica, run)),
                _ => Enumerable.Empty<ResourceProcess>(),
            });
        }

        _starting = Task.WhenAll([.. _processes.Select(process => process.StartAsync(CancellationToken.None)), ShowTableAsync()]);
        return Task.CompletedTask;
    }

    /// <summary>Ends the projects together, then Redis, whose clients are gone by then.</summary>
    public Task StopAsync() => _stopped ??= StopAllAsync();

    public Resource FindResource(string name) =>
        model.Resources.Find(resource => resource.Name == name) ?? throw new ArgumentException($"The model has no resource '{name}'.", nameof(name));

    public ResourceProcess? FindProcess(string idOrName) =>
        _processes.FindAll(process => process.Id == idOrName || process.Resource.Name == idOrName) is [var only] ? only : null;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _processes.ForEach(process => process.Dispose());
        _ports.Dispose();
        _volumes.Dispose();
        _stopping.Dispose();
    }

    // As with Aspire, a test has free ports only.
    private int[] AllocatePorts(Resource resource, EndpointAnnotation endpoint) =>
        model.IsTest || endpoint.Port is null ? [.. Enumerable.Range(0, resource.Replicas).Select(_ => _ports.TakeFree())]
        : resource.Replicas == 1 ? [endpoint.Port.Value]
        : throw new InvalidOperationException($"{resource.Name} has {resource.Replicas} replicas, which cannot share port {endpoint.Port}.");

    private async Task StopAllAsync()
    {
        output.Notice("Stopping.");
        await _stopping.CancelAsync();
        await Task.WhenAll(_processes.OfType<ProjectProcess>().Select(process => process.StopAsync(CancellationToken.None)));
        await Task.WhenAll(_processes.OfType<RedisProcess>().Select(process => process.StopAsync(CancellationToken.None)));
        await _starting;
    }

    /// <summary>Once all are healthy, says what runs and where, in at most 80 columns.</summary>
    private async Task ShowTableAsync()
    {
        var allHealthy = notifications.WaitAsync(_ => _processes.TrueForAll(process => notifications.IsHealthy(process.Resource.Name)), _stopping.Token);
        await ((Task)allHealthy).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (allHealthy.IsCompletedSuccessfully)
        {
            var table = new StringBuilder("\n  resource    state     address\n");
            foreach (var process in _processes)
            {
                table.Append($"  {process.DisplayName,-12}{ResourceState.Running,-10}").AppendJoin($"\n{"",24}", process.Addresses).AppendLine();
            }

            output.Notice(table.Append("\n  Ctrl+C ends everything.\n").ToString());
        }
    }
}
