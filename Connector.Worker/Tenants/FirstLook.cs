using Connector.Jobs.Hosting;

namespace Connector.Worker.Tenants;

/// <summary>Looks at the tenants that were taken before Redis could be asked what they are held for, as soon as it can.</summary>
internal sealed class FirstLook(RedisGate gate, TenantCells tenants) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        foreach (var tenant in tenants.OfFiles)
        {
            await tenants.LookAgainAsync(tenant, stoppingToken);
        }
    }
}
