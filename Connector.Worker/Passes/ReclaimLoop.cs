using Connector.Jobs;
using Connector.Jobs.Hosting;
using Connector.Jobs.Queue;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Ends, every few seconds, passes of whichever worker whose lease has expired, and lets what a process of the version before has accepted wait as in this
/// one; and forgets, every minute, what has ended longest ago, if there is too much of it.
/// </summary>
internal sealed class ReclaimLoop(
    RedisGate gate, Jobs.Queue.Passes passes, EndedJobs ended, Layout layout, IOptions<WorkerOptions> options, TimeProvider time, ILogger<ReclaimLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(1);

    private long _trimmedAt = time.GetTimestamp();
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
                if (time.GetElapsedTime(_trimmedAt) >= TrimEvery)
                {
                    await ended.TrimAsync(stoppingToken);
                    _trimmedAt = time.GetTimestamp();
                }

                _outage.Over();
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await _outage.PauseAsync(trouble, stoppingToken);
            }
        }
    }
}
