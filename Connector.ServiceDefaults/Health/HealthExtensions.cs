using Connector.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that tells orchestrators how the service is.</summary>
public static class HealthExtensions
{
    /// <summary>Ready: every health check. 200 where it is <c>Healthy</c> or <c>Degraded</c>, 503 where it is <c>Unhealthy</c>.</summary>
    public const string HealthPath = "/health";

    /// <summary>Alive: only the checks tagged <see cref="LiveTag"/>, which depend on nothing outside the process.</summary>
    public const string AlivePath = "/alive";

    /// <summary>The tag of checks that decide whether the process must be restarted.</summary>
    public const string LiveTag = "live";

    /// <summary>Adds the check <c>self</c>: the process answers.</summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        return builder;
    }

    /// <summary>Maps <see cref="HealthPath"/> and <see cref="AlivePath"/>.</summary>
    /// <remarks>
    /// In every environment: containers and load balancers ask in production too. The answer, <see cref="HealthPage"/>, tells no secret and no
    /// exception's text; no proxy passes it on. The probes stand in no metric, no trace and behind no login.
    /// </remarks>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        Map(app, HealthPath, new HealthCheckOptions { ResponseWriter = HealthPage.WriteAsync });
        Map(app, AlivePath, new HealthCheckOptions { ResponseWriter = HealthPage.WriteAsync, Predicate = check => check.Tags.Contains(LiveTag) });
        return app;
    }

    private static void Map(WebApplication app, string path, HealthCheckOptions options)
        => app.MapHealthChecks(path, options).AllowAnonymous().DisableHttpMetrics();
}
