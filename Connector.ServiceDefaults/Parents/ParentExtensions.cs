using Connector.ServiceDefaults.Parents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer by which a service ends with whoever started it.</summary>
public static class ParentExtensions
{
    /// <summary>Reads and checks the section <c>Parent</c>; without it, nobody is watched and nothing happens.</summary>
    public static TBuilder AddDefaultParentWatch<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<ParentOptions>().BindConfiguration(ParentOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ParentOptions>, ParentOptionsRules>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        // Looked at now, not when the service starts: the sooner, the fewer parents have ended before anybody knew them.
        builder.Services.AddSingleton(new OwnParent());
        builder.Services.AddHostedService<OrphanWatch>();
        return builder;
    }
}
