using Connector.Jobs.Hosting;
using Connector.Jobs.Tenants;
using Connector.Worker.Passes;

namespace Connector.Worker.Tenants;

/// <summary>Says which tenants this worker has, so that a mistyped one is found out where people type it.</summary>
internal sealed class TenantsSeen(RedisGate gate, TenantCells tenants, KnownTenants known, TimeProvider time, ILogger<TenantsSeen> log) : BackgroundService
{
    // A file that is added counts while the worker runs.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly Outage _outage = new(log, "tenants seen", time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await known.SeenAsync([tenants.DefaultTenant, .. tenants.OfFiles], stoppingToken);
                _outage.Over();
                await Task.Delay(Every, time, stoppingToken);
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await _outage.PauseAsync(trouble, stoppingToken);
            }
        }
    }
}
