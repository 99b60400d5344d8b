using System.Collections.Concurrent;
using Connector.Enricher.Calls;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Enricher.Explorer;

/// <summary>
/// Whose Company Explorer is not asked just now. Degraded, not unhealthy: other tenants are served, and an enricher taken out of service could
/// not even say what is wrong.
/// </summary>
internal sealed class ExplorerBreakers(ILogger<ExplorerBreakers> logger) : IHealthCheck
{
    private readonly ConcurrentDictionary<string, byte> _open = new(StringComparer.Ordinal);

    public ValueTask OpenedAsync(string tenant, TimeSpan pause)
    {
        _open.TryAdd(tenant, 0);
        EnricherLog.BreakerOpened(logger, tenant, pause);
        return ValueTask.CompletedTask;
    }

    public ValueTask ClosedAsync(string tenant)
    {
        if (_open.TryRemove(tenant, out _))
        {
            EnricherLog.BreakerClosed(logger, tenant);
        }

        return ValueTask.CompletedTask;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_open.IsEmpty ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"The Company Explorer of {_open.Count} tenants is not asked just now."));
}
