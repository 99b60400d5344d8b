using Connector.Jobs;
using Connector.Jobs.Hosting;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Queue;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Keeps history within its bounds: every minute what has ended longest ago is forgotten, if there is too much of it; and while Redis is filling up, history
/// makes room for live work.
/// </summary>
internal sealed class HistoryLoop(
    RedisGate gate, EndedJobs ended, DeadLetterBounds dead, LedgerCount ledgers, HistoryRoom room, MemoryWatch memory, IOptions<JobsOptions> options, TimeProvider time,
    ILogger<HistoryLoop> log) : BackgroundService
{
    private static readonly TimeSpan BoundsEvery = TimeSpan.FromMinutes(1);

    private readonly Outage _outage = new(log, "history", time);
    private long _boundedAt = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.WatchEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Whatever its own look finds: that of the watch is as old as this loop's pause.
                await memory.LookAsync(stoppingToken);
                await room.MakeAsync(options.Value.WatchEvery, stoppingToken);
                if (time.GetElapsedTime(_boundedAt) >= BoundsEvery)
                {
                    await ledgers.EnsureAsync(stoppingToken);
                    await dead.KeepAsync(stoppingToken);
                    await ended.TrimAsync(stoppingToken);
                    _boundedAt = time.GetTimestamp();
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
