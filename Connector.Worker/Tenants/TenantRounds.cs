using System.Collections.Concurrent;
using Connector.Jobs.Hosting;
using Connector.Worker.Passes;

namespace Connector.Worker.Tenants;

/// <summary>
/// Looks at each tenant at start, when its settings have changed, and again after as long as the look says. Tenants are looked at side by side: one that hangs keeps nobody
/// waiting for more than its time-out.
/// </summary>
internal abstract class TenantRounds(RedisGate gate, TenantCells tenants, TimeProvider time, ILogger log, string name) : BackgroundService
{
    private const int AtATime = 16;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Outage _outage = new(log, name, time);
    private ConcurrentDictionary<TenantCell, DateTimeOffset> _due = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            await LookAtDueAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks at one.</summary>
    /// <returns>How long to wait for the next look.</returns>
    protected abstract Task<TimeSpan> LookAsync(TenantCell cell, CancellationToken cancellationToken);

    private async Task LookAtDueAsync(CancellationToken stopping)
    {
        var due = new ConcurrentDictionary<TenantCell, DateTimeOffset>();
        var looks = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stopping };
        await Parallel.ForEachAsync(tenants.All, looks, async (cell, cancellationToken) =>
        {
            using var use = cell.TryUse();
            if (use is not null)
            {
                // A cell that is new, its tenant's settings having changed, is due at once.
                due[cell] = _due.TryGetValue(cell, out var at) && at > time.GetUtcNow()
                    ? at
                    : time.GetUtcNow() + await LookOrPauseAsync(cell, cancellationToken);
            }
        });
        _due = due;
    }

    private async Task<TimeSpan> LookOrPauseAsync(TenantCell cell, CancellationToken stopping)
    {
        try
        {
            var wait = await LookAsync(cell, stopping);
            _outage.Over();
            return wait;
        }
        catch (Exception trouble) when (RedisTrouble.Is(trouble))
        {
            await _outage.PauseAsync(trouble, stopping);
            return TimeSpan.Zero;
        }
    }
}
