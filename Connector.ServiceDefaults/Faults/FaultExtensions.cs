using Connector.ServiceDefaults.Faults;
using Connector.ServiceDefaults.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer by which chaos tests break a service.</summary>
public static class FaultExtensions
{
    /// <summary>Reads and checks the section <c>Faults</c>; without it, nothing listens and nothing happens. Comes before other hosted services.</summary>
    public static TBuilder AddDefaultFaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<FaultOptions>().BindConfiguration(FaultOptions.Section).ValidateLists(FaultOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<FaultOptions>, FaultOptionsRules>();
        builder.Services.AddHostedService<FaultInjection>();
        return builder;
    }
}
