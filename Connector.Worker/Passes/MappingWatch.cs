using Connector.Jobs.Hosting;
using Connector.SuperOffice;
using Connector.Worker.Tenants;

namespace Connector.Worker.Passes;

/// <summary>
/// Checks each tenant's mapping, and then whether anything was refused by other settings, at start, when its settings have changed, and whenever its layout
/// is due to be read again. A tenant that cannot be asked is asked again soon.
/// </summary>
internal sealed class MappingWatch(RedisGate gate, TenantCells tenants, TimeProvider time, ILogger<MappingWatch> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private Dictionary<TenantCell, DateTimeOffset> _due = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Look, time);
        do
        {
            await CheckDueAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckDueAsync(CancellationToken stopping)
    {
        var due = new Dictionary<TenantCell, DateTimeOffset>();
        foreach (var cell in tenants.All)
        {
            using var use = cell.TryUse();
            if (use is not null)
            {
                // A cell that is new, its tenant's settings having changed, is due at once.
                due[cell] = _due.TryGetValue(cell, out var at) && at > time.GetUtcNow() ? at : time.GetUtcNow() + await CheckAsync(cell, stopping);
            }
        }

        _due = due;
    }

    /// <returns>How long to wait for the next check.</returns>
    private async Task<TimeSpan> CheckAsync(TenantCell cell, CancellationToken stopping)
    {
        try
        {
            await cell.Mapping.RunAsync(stopping);
            await cell.Settings.RunAsync(stopping);
            return cell.LayoutReadEvery;
        }
        catch (Exception thrown) when (thrown is SuperOfficeException || RedisTrouble.Is(thrown))
        {
            log.MappingUnchecked(thrown.GetType().Name);
            return cell.LayoutReadEvery < AfterFailure ? cell.LayoutReadEvery : AfterFailure;
        }
    }
}
