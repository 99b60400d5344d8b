using Connector.LocalRedis;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.AppHost.Redis;

/// <summary>A Redis server is healthy while it takes its password and answers PING; one that is loading its file does not yet.</summary>
internal sealed class RedisProcessHealth(RedisProcess redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var password = await redis.Password.GetValueAsync(cancellationToken) ?? "";
        var problem = await RedisPing.ProbeAsync(redis.Endpoint.Port, password, context.Registration.Timeout, cancellationToken);
        return problem is null ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, problem);
    }
}
