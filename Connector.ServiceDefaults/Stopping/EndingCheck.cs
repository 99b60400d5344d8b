using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Connector.ServiceDefaults.Stopping;

/// <summary>Not ready from the moment the service is asked to end.</summary>
internal sealed class EndingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("This service was asked to end and is about to. Send requests to another; start it again if nobody meant to end it.")
            : HealthCheckResult.Healthy());
}
