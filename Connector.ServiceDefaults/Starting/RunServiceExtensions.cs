using System.Globalization;
using Connector.ServiceDefaults.Starting;
using Connector.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that tells people why a service did not start.</summary>
public static class RunServiceExtensions
{
    /// <summary>What <see cref="RunServiceAsync"/> needs.</summary>
    public static TBuilder AddDefaultStart<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var phase = new StartPhase();
        builder.Services.TryAddSingleton(phase);
        builder.Services.PostConfigure<LoggerFilterOptions>(phase.Restrain);
        return builder;
    }

    /// <summary>
    /// Builds the service, maps what it answers to, and runs it until shutdown is asked for. A service that cannot start (a setting is
    /// wrong, Redis is unsafe, its port is taken) says why in one line and ends with exit code 1. The stack trace stands in the log only
    /// where <c>Logging:LogLevel:Default</c> is <c>Debug</c> or lower.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="map">Maps what it answers to.</param>
    /// <param name="ready">
    /// What the start is not over without, though the service listens already: returns once it is there, throws if the service cannot do with it.
    /// </param>
    /// <exception cref="Exception">
    /// Whatever prevented the start. In a process of its own nobody catches it, and the process ends without printing it again; a host
    /// factory of tests does.
    /// </exception>
    public static async Task RunServiceAsync(
        this WebApplicationBuilder builder, Action<WebApplication> map, Func<IServiceProvider, CancellationToken, Task>? ready = null)
    {
        // Disposed only after a run: the process ends after a failed start, and a host factory of tests still looks into the host.
        var app = builder.Build();
        var phase = app.Services.GetRequiredService<StartPhase>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(StartLog.Category);
        phase.Begin();
        try
        {
            // First, and not only when the host starts: by then services have been made, and some connect. So all wrong settings are told at once.
            app.Services.GetService<IStartupValidator>()?.Validate();
            map(app);
            await app.StartAsync();
            phase.End();
            StartLog.Started(logger, app.Environment.ApplicationName, ProductVersion.Text, string.Join(", ", Addresses(app)));
            await ReadyAsync(app, ready);
        }
        catch (Exception failure)
        {
            var (reason, trace) = (StartFailure.Describe(failure), logger.IsEnabled(LogLevel.Debug) ? failure : null);
            StartLog.DidNotStart(logger, app.Environment.ApplicationName, reason, trace);
            var at = (app.Services.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow().ToString(LoggingExtensions.TimestampFormat, CultureInfo.InvariantCulture);
            var line = $"{at}crit: {StartLog.Category}[1] {app.Environment.ApplicationName} did not start. {reason}{(trace is null ? "" : $"{Environment.NewLine}{trace}")}";
            StartFailure.EndWith(line, failure, [.. app.Services.GetServices<ILoggerProvider>()]);
            // Background services that have begun end as in any shutdown, and not as crashed ones.
            app.Lifetime.StopApplication();
            throw;
        }

        await app.WaitForShutdownAsync();
        StartLog.Ended(logger, app.Environment.ApplicationName);
        await app.DisposeAsync();
    }

    private static async Task ReadyAsync(WebApplication app, Func<IServiceProvider, CancellationToken, Task>? ready)
    {
        try
        {
            await (ready?.Invoke(app.Services, app.Lifetime.ApplicationStopping) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to end before it was ready, which is no failure.
        }
    }

    // A server of tests has no addresses.
    private static ICollection<string> Addresses(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
