namespace Microsoft.Extensions.Hosting;

/// <summary>
/// What every service of the Connector has in common, in layers.
/// </summary>
/// <remarks>
/// <see cref="AddServiceDefaults"/> is the sum. A process that is no web service takes the layers it needs one by one:
/// <see cref="SecretFilesExtensions.AddDefaultSecretFiles"/>, <see cref="LoggingExtensions.AddDefaultLogging"/>, <see cref="RunServiceExtensions.AddDefaultStart"/>,
/// <see cref="ParentExtensions.AddDefaultParentWatch"/>,
/// <see cref="TelemetryExtensions.AddDefaultTelemetry"/>, <see cref="ScrapeExtensions.AddDefaultScraping"/>,
/// <see cref="HealthExtensions.AddDefaultHealthChecks"/>, <see cref="StopExtensions.AddDefaultStop"/>, <see cref="FaultExtensions.AddDefaultFaults"/> and
/// <see cref="ServiceDiscoveryExtensions.AddDefaultServiceDiscovery"/>. Resilience of HTTP clients is deliberately not part of the
/// sum; <see cref="ResilienceExtensions.AddDefaultResilience"/> says why.
/// </remarks>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Secrets from files, logging, what <see cref="RunServiceExtensions.RunServiceAsync"/> needs, the watch of whoever started the service, telemetry, health
    /// checks, an orderly stop and service discovery.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
        => builder
            .AddDefaultSecretFiles()
            .AddDefaultLogging()
            .AddDefaultStart()
            .AddDefaultFaults()
            .AddDefaultParentWatch()
            .AddDefaultTelemetry()
            .AddDefaultScraping()
            .AddDefaultHealthChecks()
            .AddDefaultStop()
            .AddDefaultServiceDiscovery();
}
