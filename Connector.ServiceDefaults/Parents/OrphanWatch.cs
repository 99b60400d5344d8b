using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Parents;

/// <summary>
/// Ends the service once whoever started it is gone: in order, as any shutdown, and by force if that takes too long. An orchestrator
/// that is killed takes nothing along, and a worker without one would go on writing to a customer's CRM with nobody to stop it.
/// </summary>
internal sealed class OrphanWatch(
    OwnParent parent, IHostApplicationLifetime lifetime, IOptions<ParentOptions> options, TimeProvider time, ILogger<OrphanWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLine = TimeSpan.FromSeconds(1);

    private ITimer? _force;

    public override void Dispose()
    {
        base.Dispose();
        _force?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Watch)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        string? gone;
        while ((gone = Gone()) is null)
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }

        await EndAsync(gone);
    }

    private string? Gone() =>
        parent.IsGone ? parent.Name
        : options.Value is { AppHostProcess: { } id, AppHostStart: var start } && ProcessStart.Of(id) != start ? $"The AppHost of this service (pid {id})"
        : null;

    private async Task EndAsync(string gone)
    {
        _force = time.CreateTimer(_ => Kill(), state: null, options.Value.EndWithin, Timeout.InfiniteTimeSpan);
        // Whoever read the output is probably gone too, and a log that cannot be written may fail or wait for ever.
        await Task.Run(() => ParentLog.Gone(log, gone)).WaitAsync(LongestLine, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }

    // Not Environment.Exit: it waits for exit handlers, and what holds up the end in order may hold up those.
    private static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
