using Connector.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that reports what the service does: logs, metrics and traces by OpenTelemetry.</summary>
public static class TelemetryExtensions
{
    /// <summary>Activity sources and meters of the Connector start with this and need no registration.</summary>
    public const string OurSources = "Connector.*";

    private static readonly PathString[] Probes = [HealthExtensions.HealthPath, HealthExtensions.AlivePath, ScrapeExtensions.Path, "/grpc.health.v1.Health"];

    /// <summary>
    /// Logs with formatted messages and scopes, metrics and traces of ASP.NET Core, <see cref="HttpClient"/>, gRPC and the Connector's own
    /// sources. Exported by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. No query value, header or message text ever stands in any
    /// of them, whatever the environment asks for: see <see cref="SensitiveCapture"/>.
    /// </summary>
    public static TBuilder AddDefaultTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        SensitiveCapture.ForceOff(builder);
        TraceContextOnlyPropagator.Install(builder.Services);

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => NameTheService(resource, builder))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(OurSources, "Polly"))
            .WithTracing(traces => traces
                // Before every exporter, so that none sees what the processor has not.
                .AddProcessor<UrlRedactionProcessor>()
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddSource(OurSources, "Grpc.*"));

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }

        return builder;
    }

    private static bool IsProbe(PathString path) => Array.Exists(Probes, probe => path.StartsWithSegments(probe));

    // A service that no orchestrator names still has a name in traces. What is given from outside wins.
    private static void NameTheService(ResourceBuilder resource, IHostApplicationBuilder builder)
    {
        var given = builder.Configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "";
        if (!given.Contains("service.version=", StringComparison.Ordinal))
        {
            resource.AddAttributes([new("service.version", ProductVersion.Text)]);
        }

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_SERVICE_NAME"]) && !given.Contains("service.name=", StringComparison.Ordinal))
        {
            resource.AddService(builder.Environment.ApplicationName, autoGenerateServiceInstanceId: false);
        }
    }
}
