using Connector.Enricher.Calls;
using Connector.Enricher.Security;
using Connector.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Connector.Enricher;

/// <summary>Registers and maps the gRPC side.</summary>
internal static class EnrichmentExtensions
{
    // The longest request the contract allows is under 8 KiB; the longest answer under 64 KiB, in four bytes a character.
    private const int MaxMessageBytes = 128 * 1024;

    /// <summary>Adds the service and gRPC's health service.</summary>
    public static IHostApplicationBuilder AddEnrichment(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<EnricherMetrics>();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.MaxSendMessageSize = MaxMessageBytes;
            // What went wrong inside is for the log, not for the caller.
            options.EnableDetailedErrors = false;
        }).AddServiceOptions<EnrichmentCalls>(options => options.Interceptors.Add<CallerCheck>());
        builder.Services.AddSingleton<PreviousKeyUse>();
        builder.Services.AddSingleton<CallerCheck>();
        builder.Services.AddSingleton<IValidateOptions<EnricherOptions>, EnricherOptionsValidator>();
        builder.Services.AddOptions<EnricherOptions>().BindConfiguration(EnricherOptions.Section).ValidateOnStart();
        builder.Services.AddHostedService<BindingCheck>();
        // A worker that vanished without a word is found out, and its questions end.
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        });

        // The whole server and the service alike: serving unless a check is unhealthy. A Company Explorer that is down makes it degraded only.
        builder.Services.AddGrpcHealthChecks(options => options.Services.Map(Enrichment.V1.EnrichmentService.Descriptor.FullName, _ => true));
        // Known at once rather than after five seconds.
        builder.Services.Configure<HealthCheckPublisherOptions>(options => options.Delay = TimeSpan.Zero);
        return builder;
    }

    /// <summary>Maps both.</summary>
    public static WebApplication MapEnrichment(this WebApplication app)
    {
        app.MapGrpcService<EnrichmentCalls>();
        app.MapGrpcHealthChecksService();
        return app;
    }
}
