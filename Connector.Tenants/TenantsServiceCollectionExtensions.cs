using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Tenants;

/// <summary>Registers the reading of tenants' files.</summary>
public static class TenantsServiceCollectionExtensions
{
    /// <summary>
    /// Has the service's <typeparamref name="THost"/>, a singleton it registered, told of the tenants in <c>Tenants:Directory</c>: before
    /// hosted services that are registered later start, and whenever a file changes.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="sections">What the service understands of a file.</param>
    public static IHostApplicationBuilder AddTenantFiles<THost>(this IHostApplicationBuilder builder, params IEnumerable<TenantSection> sections)
        where THost : class, ITenantHost
    {
        var services = builder.Services;
        services.AddOptions<TenantsOptions>().BindConfiguration(TenantsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<TenantsOptions>, TenantsOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);
        foreach (var section in sections)
        {
            services.AddSingleton(section);
        }

        services.AddSingleton<ITenantHost>(provider => provider.GetRequiredService<THost>());
        services.AddHostedService<TenantDirectory>();
        return builder;
    }
}
