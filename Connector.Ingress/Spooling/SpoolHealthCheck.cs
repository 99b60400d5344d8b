using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Healthy while events go straight to Redis, degraded while they rest here: it still receives and must stay in rotation. Unhealthy
/// only if neither takes them; the drainer goes on trying without any post, so this ends by itself.
/// </summary>
internal sealed class SpoolHealthCheck(Spool spool, Detour detour) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(spool.Trouble is { } trouble ? Without(trouble) : (spool.IsRefusing, Waiting: spool.Events) switch
        {
            (true, > 0) when detour.IsNeeded => HealthCheckResult.Unhealthy("Redis takes no events, and the spool is full or broken."),
            (true, _) => HealthCheckResult.Degraded("The spool did not take the last events."),
            (_, > 0) => HealthCheckResult.Degraded("Events are spooled until Redis takes them."),
            _ => HealthCheckResult.Healthy(),
        });

    private HealthCheckResult Without(string trouble) => detour.IsNeeded ? HealthCheckResult.Unhealthy($"Redis takes no events. {trouble}") : HealthCheckResult.Degraded(trouble);
}
