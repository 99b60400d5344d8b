using Connector.ServiceDefaults.Stopping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer by which a service ends without losing requests.</summary>
public static class StopExtensions
{
    /// <summary>Makes a service that was asked to end unready at once.</summary>
    public static TBuilder AddDefaultStop<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck<EndingCheck>("ending");
        return builder;
    }

    /// <summary>For a service that others call: it also serves for <see cref="ShutdownOptions.Drain"/> after it was asked to end.</summary>
    public static TBuilder AddDrain<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ShutdownOptions>, ShutdownOptionsRules>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<Drain>();
        return builder;
    }
}
