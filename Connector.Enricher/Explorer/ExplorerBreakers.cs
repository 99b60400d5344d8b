using System.Collections.Concurrent;
using Connector.Enricher.Calls;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly.CircuitBreaker;

namespace Connector.Enricher.Explorer;

/// <summary>
/// Whose Company Explorer is not asked just now. Degraded, not unhealthy: other tenants are served, and an enricher taken out of service could
/// not even say what is wrong.
/// </summary>
internal sealed class ExplorerBreakers(ILogger<ExplorerBreakers> logger) : IHealthCheck
{
    private readonly ConcurrentDictionary<string, byte> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CircuitBreakerManualControl> _controls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _resumed = new(StringComparer.Ordinal);

    /// <summary>What closes the tenant's breaker by hand.</summary>
    public CircuitBreakerManualControl ControlOf(string tenant) => _controls.GetOrAdd(tenant, _ => new CircuitBreakerManualControl());

    /// <summary>Ends the tenant's pause if a person said, since this was done last, that things are right again.</summary>
    public async Task HeedAsync(string tenant, long resumedAt, CancellationToken cancellationToken)
    {
        if (resumedAt > _resumed.GetValueOrDefault(tenant))
        {
            // Closed first: whoever comes meanwhile must not find it heeded and still open.
            await ControlOf(tenant).CloseAsync(cancellationToken);
            _resumed[tenant] = resumedAt;
        }
    }

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
        Task.FromResult(_open.IsEmpty ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(
            $"The Company Explorer of {_open.Count} tenants is not asked just now, because it failed too often; it is tried again by itself. "
            + "The log says how it failed."));
}
