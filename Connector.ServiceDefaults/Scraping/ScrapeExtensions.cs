using Connector.ServiceDefaults.Scraping;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer from which Prometheus fetches metrics; off unless <see cref="PrometheusOptions.Url"/> is set.</summary>
public static class ScrapeExtensions
{
    /// <summary>Where they are.</summary>
    public const string Path = "/metrics";

    /// <summary>Adds it. Needs <see cref="TelemetryExtensions.AddDefaultTelemetry"/>.</summary>
    public static TBuilder AddDefaultScraping<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<PrometheusOptions>().BindConfiguration(PrometheusOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (!string.IsNullOrEmpty(builder.Configuration[$"{PrometheusOptions.Section}:{nameof(PrometheusOptions.Url)}"]))
        {
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter());
            builder.Services.AddHostedService<ScrapeListener>();
        }

        return builder;
    }
}
