using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Dashboard.History;

/// <summary>Degraded while the directory of the history cannot be used: the dashboard goes on with what Redis holds.</summary>
internal sealed class HistoryHealthCheck(HistoryStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        store.Problem is { } problem ? HealthCheckResult.Degraded($"The history cannot be used: {problem}") : HealthCheckResult.Healthy());
}
