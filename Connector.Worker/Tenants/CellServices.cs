using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Connector.SuperOffice;
using Connector.Tenants;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tenants;

/// <summary>
/// Builds the services of a further tenant, by the registrations that the default tenant has: those of SuperOffice and of
/// <see cref="WorkerServiceCollectionExtensions.AddTenantParts"/>, with the sections <c>SuperOffice</c> and <c>Tenant</c> of the tenant's file in the place
/// of the process' own. Everything else of ours, such as Redis, queue and ledger, is the process' and shared.
/// </summary>
/// <param name="process">The process' services.</param>
/// <param name="registered">Their registrations.</param>
internal sealed class CellServices(IServiceProvider process, IServiceCollection registered)
{
    private const string Ours = "Connector.";

    private static readonly string[] OfTheTenant = [SuperOfficeOptions.Section + ":", TenantOptions.Section + ":"];

    /// <summary>Builds them, or says what is wrong with the settings, quoting none.</summary>
    public bool TryBuild(TenantSettings tenant, [NotNullWhen(true)] out ServiceProvider? services, [NotNullWhen(false)] out string? problem)
    {
        services = Build(tenant);
        try
        {
            foreach (var validator in services.GetServices<IStartupValidator>())
            {
                validator.Validate();
            }

            problem = null;
            return true;
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or AggregateException)
        {
            services.Dispose();
            services = null;
            problem = string.Join(' ', Failures(wrong));
            return false;
        }
    }

    private ServiceProvider Build(TenantSettings tenant)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(ConfigurationOf(tenant));
        services.AddSingleton(process.GetRequiredService<ILoggerFactory>());
        services.AddLogging();
        services.AddSingleton(process.GetRequiredService<TimeProvider>());
        services.AddSingleton(process.GetRequiredService<IMeterFactory>());
        services.AddSuperOfficeOf(process);
        services.AddTenantParts();
        ShareTheRest(services);
        return services.BuildServiceProvider();
    }

    private IConfigurationRoot ConfigurationOf(TenantSettings tenant) => new ConfigurationBuilder()
        .AddInMemoryCollection(process.GetRequiredService<IConfiguration>().AsEnumerable()
            .Where(setting => !OfTheTenant.Any(section => setting.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase))))
        .AddInMemoryCollection(tenant.Values)
        .AddInMemoryCollection([KeyValuePair.Create($"{SuperOfficeOptions.Section}:{nameof(SuperOfficeOptions.ContextIdentifier)}", (string?)tenant.Id)])
        .Build();

    private void ShareTheRest(ServiceCollection services)
    {
        var own = services.Select(service => service.ServiceType).ToHashSet();
        foreach (var type in registered.Where(IsShared).Select(service => service.ServiceType).Distinct().Where(type => !own.Contains(type)).ToList())
        {
            // A container disposes of what its factories made, and not of what it was given.
            services.Add(IsDisposable(type) ? new ServiceDescriptor(type, process.GetRequiredService(type))
                : new ServiceDescriptor(type, _ => process.GetRequiredService(type), ServiceLifetime.Transient));
        }

        foreach (var options in registered.Select(service => OptionsOf(service.ServiceType)).OfType<Type>().Distinct().ToList())
        {
            if (!services.Any(service => OptionsOf(service.ServiceType) == options))
            {
                var type = typeof(IOptions<>).MakeGenericType(options);
                services.AddSingleton(type, process.GetRequiredService(type));
            }
        }
    }

    private static bool IsShared(ServiceDescriptor service) =>
        service is { IsKeyedService: false, Lifetime: ServiceLifetime.Singleton, ServiceType.ContainsGenericParameters: false }
        && service.ServiceType.Assembly.GetName().Name!.StartsWith(Ours, StringComparison.Ordinal)
        && service.ServiceType != typeof(ITenantHost) && service.ServiceType != typeof(TenantCells) && service.ServiceType != typeof(CellServices);

    private static bool IsDisposable(Type type) => type.IsAssignableTo(typeof(IDisposable)) || type.IsAssignableTo(typeof(IAsyncDisposable));

    private static Type? OptionsOf(Type type) =>
        type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>)
        && type.GetGenericArguments()[0] is var options && options.Assembly.GetName().Name!.StartsWith(Ours, StringComparison.Ordinal)
            ? options
            : null;

    private static IEnumerable<string> Failures(Exception wrong) => wrong switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(Failures),
        _ => [$"It cannot be used ({wrong.GetType().Name})."],
    };
}
