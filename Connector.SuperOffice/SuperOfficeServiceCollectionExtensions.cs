using Connector.SuperOffice.Associates;
using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Consents;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Identity;
using Connector.SuperOffice.Raw;
using Connector.SuperOffice.Sharing;
using Connector.SuperOffice.Tenancy;
using Connector.SuperOffice.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.SuperOffice;

/// <summary>Registers the client.</summary>
public static class SuperOfficeServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="SuperOfficeClient"/> for the tenant of section <c>SuperOffice</c>, validated at start. It only reads until the host
    /// registers an <see cref="IWriteGate"/>.
    /// </summary>
    public static IHostApplicationBuilder AddSuperOffice(this IHostApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<SuperOfficeMetrics>();
        builder.Services.AddClient(own => own.GetService<IConnectionMultiplexer>());
        return builder;
    }

    /// <summary>
    /// Adds the same for a further tenant of the process, to services of the tenant's own: they hold its configuration, and what the
    /// process shares: <see cref="TimeProvider"/> and logging. Its <see cref="IConnectionMultiplexer"/> is asked for when it is needed.
    /// </summary>
    /// <param name="services">The tenant's services.</param>
    /// <param name="process">Where <see cref="AddSuperOffice"/> was called for the default tenant.</param>
    public static IServiceCollection AddSuperOfficeOf(this IServiceCollection services, IServiceProvider process) =>
        services.AddSingleton(process.GetRequiredService<SuperOfficeMetrics>()).AddClient(_ => process.GetService<IConnectionMultiplexer>());

    private static IServiceCollection AddClient(this IServiceCollection services, Func<IServiceProvider, IConnectionMultiplexer?> redis)
    {
        services.AddOptions<SuperOfficeOptions>()
            .BindConfiguration(SuperOfficeOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SuperOfficeOptions>, SuperOfficeOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton(provider => new SharedRedis(
            provider.GetRequiredService<IOptions<SuperOfficeOptions>>(), () => redis(provider)));
        services.TryAddSingleton<IWriteGate, NoWriteGate>();
        services.AddCallPipeline();
        services.AddSingleton<LoginCaller>();
        services.AddSingleton<LoginDocuments>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<SystemUserEndpoint>();
        services.AddSingleton<RefreshTokenFlow>();
        services.AddSingleton<SystemUserFlow>();
        services.AddSingleton<ILoginFlow>(provider => provider.GetRequiredService<IOptions<SuperOfficeOptions>>().Value.Login == LoginFlow.SystemUser
            ? provider.GetRequiredService<SystemUserFlow>()
            : provider.GetRequiredService<RefreshTokenFlow>());
        services.AddSingleton<LoginStore>();
        services.AddSingleton<TenantLogin>();
        services.AddSingleton<TenantLocator>();
        services.AddSingleton<ApiCaller>();
        services.AddSingleton<FieldLayouts>();
        services.AddSingleton<FieldLists>();
        services.AddSingleton<IdentityResolver>();
        services.AddSingleton(provider => new AssociateDirectory(
            provider.GetRequiredService<ApiCaller>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SuperOfficeClient(
            provider.GetRequiredService<ApiCaller>(),
            provider.GetRequiredService<FieldLayouts>(),
            provider.GetRequiredService<FieldLists>(),
            provider.GetRequiredService<IdentityResolver>(),
            provider.GetRequiredService<AssociateDirectory>(),
            provider.GetRequiredService<RememberedRefusals>(),
            provider.GetRequiredService<IOptions<SuperOfficeOptions>>().Value));
        return services.AddForPersons();
    }

    // What nobody but a person's command asks for.
    private static IServiceCollection AddForPersons(this IServiceCollection services) => services
        .AddSingleton(provider => new RawReader(provider.GetRequiredService<ApiCaller>(), provider.GetRequiredService<IOptions<SuperOfficeOptions>>()))
        .AddSingleton(provider => new TenantStatusReader(provider.GetRequiredService<TenantLocator>()))
        .AddSingleton(provider => new ConsentFlow(
            provider.GetRequiredService<TokenEndpoint>(),
            provider.GetRequiredService<LoginDocuments>(),
            provider.GetRequiredService<IOptions<SuperOfficeOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
}
