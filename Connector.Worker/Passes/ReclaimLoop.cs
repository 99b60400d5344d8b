using Connector.Jobs;
using Connector.Jobs.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Ends, every few seconds, passes of whichever worker whose lease has expired, and lets what a process of the version before has accepted wait as in this
/// one.
/// </summary>
internal sealed class ReclaimLoop(
    RedisGate gate, Jobs.Queue.Passes passes, Layout layout, IOptions<WorkerOptions> options, TimeProvider time, ILogger<ReclaimLoop> log)
    : BackgroundService
{
    private readonly Outage _outage = new(log, "reclaimer", time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.ReclaimEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await passes.ReclaimAsync(stoppingToken) is > 0 and var reclaimed)
                {
                    log.Reclaimed(reclaimed);
                }

                await layout.MigrateAsync(stoppingToken);
                _outage.Over();
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await _outage.PauseAsync(trouble, stoppingToken);
            }
        }
    }
}
