using Connector.Jobs.Hosting;
using Connector.Jobs.Queue;
using Connector.Worker.Passes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Worker.Tenants;

/// <summary>Names the held tenants among those of this worker. Degraded and not unhealthy: others are worked for, and a restart would mend nothing.</summary>
internal sealed class TenantsHealth(RedisGate gate, TenantCells tenants, Holds holds) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!gate.IsOpen)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            var ours = tenants.OfFiles.Append(tenants.DefaultTenant).ToHashSet(StringComparer.Ordinal);
            var held = (await holds.ListAsync(cancellationToken)).Where(hold => ours.Contains(hold.Tenant)).ToList();
            return held.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(
                    string.Join(' ', held.Select(hold => $"{hold.Tenant} is held: {hold.Reason} Once that is mended: connector resume {hold.Tenant}.")),
                    data: held.ToDictionary(hold => hold.Tenant, object (hold) => hold.Reason));
        }
        catch (Exception trouble) when (RedisTrouble.Is(trouble))
        {
            // That Redis is away is told by its own check.
            return HealthCheckResult.Healthy();
        }
    }
}
