using Connector.Jobs;
using Connector.SuperOffice;
using Connector.Tenants;
using Connector.Worker.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tests.Tenants;

/// <summary>
/// Whatever depends on a tenant's settings is the tenant's own. A class that is registered outside of AddTenantParts is shared by
/// all tenants; had it the settings of one, it would write to one tenant's CRM what another one's settings say.
/// </summary>
public sealed class SharedPartsTests
{
    // They choose among tenants, and know the default one by its settings; the last is about the default one alone.
    private static readonly Type[] Choosing = [typeof(TenantCells), typeof(CellServices), typeof(LimitsWatch)];

    [Fact]
    public void Nothing_that_tenants_share_holds_what_is_a_tenants_own()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddConnectorJobs();
        builder.AddSuperOffice();
        var ofTheClient = Ours(builder.Services).Where(type => type.Assembly == typeof(SuperOfficeClient).Assembly && type.Name != "SuperOfficeMetrics");
        builder.AddWorker();
        HashSet<Type> own =
        [
            .. ofTheClient, .. Ours(new ServiceCollection().AddTenantParts()), typeof(IOptions<SuperOfficeOptions>), typeof(IOptions<TenantOptions>),
        ];

        var shared = builder.Services
            .Select(service => service.ImplementationType ?? service.ServiceType)
            .Where(type => type.Assembly == typeof(WorkerOptions).Assembly && !own.Contains(type) && !Choosing.Contains(type))
            .Where(type => !new ServiceCollection().AddTenantParts().Any(service => service.ImplementationType == type))
            .ToList();

        Assert.Contains(shared, type => type.Name == "PassRunner");
        Assert.Contains(typeof(SuperOfficeClient), own);
        Assert.Empty(
            from type in shared
            from parameter in type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            where own.Contains(parameter.ParameterType)
            select $"{type.Name} is shared by all tenants, but takes {parameter.ParameterType}: register it in AddTenantParts");
    }

    private static List<Type> Ours(IServiceCollection services) => services
        .Select(service => service.ServiceType)
        .Where(type => type.Assembly.GetName().Name!.StartsWith("Connector.", StringComparison.Ordinal) && type != typeof(ITenantHost))
        .ToList();
}
