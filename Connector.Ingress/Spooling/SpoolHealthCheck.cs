using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Healthy while events go straight to Redis, degraded while they rest here: it still receives and must stay in rotation. Unhealthy
/// only if neither takes them; the drainer goes on trying without any post, so this ends by itself.
/// </summary>
internal sealed class SpoolHealthCheck(Spool spool, Detour detour) : IHealthCheck
{
    private const string Unusable =
        "The spool in Ingress:Spool:Directory cannot be used. Make the directory writable; the log of this service says what is wrong with it.";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(spool.Trouble is not null ? Without(Unusable) : (spool.IsRefusing, Waiting: spool.Events) switch
        {
            (true, > 0) when detour.IsNeeded => HealthCheckResult.Unhealthy(
                "Redis takes no events, and the spool is full or broken: posts are refused. Bring Redis back, or free room in Ingress:Spool:Directory."),
            (true, _) => HealthCheckResult.Degraded(
                "The spool did not take the last events. Free room in Ingress:Spool:Directory, or raise Ingress:Spool:MaxBytes."),
            (_, > 0) => HealthCheckResult.Degraded("Events are spooled until Redis takes them. Nothing is lost; bring Redis back if it is away."),
            _ => HealthCheckResult.Healthy(),
        });

    private HealthCheckResult Without(string trouble) => detour.IsNeeded ? HealthCheckResult.Unhealthy($"Redis takes no events. {trouble}") : HealthCheckResult.Degraded(trouble);
}
