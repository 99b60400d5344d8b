using Connector.Jobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Spooling;

/// <summary>Registers the spool.</summary>
internal static class SpoolServiceCollectionExtensions
{
    /// <summary>The check of <c>AddConnectorJobs</c>.</summary>
    private const string RedisCheck = "redis";

    /// <summary>To be called before whatever writes to the spool is added: what is added last is stopped first.</summary>
    public static IServiceCollection AddSpool(this IServiceCollection services)
    {
        services.AddOptions<SpoolOptions>().BindConfiguration(SpoolOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SpoolOptions>, SpoolOptionsRules>();
        services.AddSingleton<SpoolMetrics>();
        services.AddSingleton<Spool>();
        services.AddSingleton<Detour>();
        services.AddSingleton<SpoolReport>();
        services.AddHostedService<SpoolDrainer>();
        services.RememberEpochIn(provider => provider.GetRequiredService<IOptions<SpoolOptions>>().Value.Directory);
        services.OutliveUnsafeRedis(provider => provider.GetRequiredService<IOptions<SpoolOptions>>().Value.IsOn);
        services.AddHealthChecks().AddCheck<SpoolHealthCheck>("spool", tags: ["ready"]);
        services.AddOptions<HealthCheckServiceOptions>().PostConfigure<IOptions<SpoolOptions>>(StayReady);
        return services;
    }

    // Where there is a spool, a Redis that is away is no reason to send posts elsewhere: there is no elsewhere.
    private static void StayReady(HealthCheckServiceOptions health, IOptions<SpoolOptions> spool)
    {
        if (spool.Value.IsOn)
        {
            health.Registrations.Single(check => check.Name == RedisCheck).FailureStatus = HealthStatus.Degraded;
        }
    }
}
