using Connector.Jobs.Tenants;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Tenants;

/// <summary>A worker says which tenants it has, before any of them has had an event.</summary>
[Collection(SecondWorld.Name)]
public sealed class TenantsSeenTests(OutsideWorld world, SecondTenant second) : WorkerTest(world), IClassFixture<SecondTenant>
{
    public override async ValueTask InitializeAsync() => await second.ResetAsync();

    [Fact]
    public async Task The_default_tenant_and_those_of_files_are_known_once_a_worker_runs()
    {
        second.Describe();
        await using var worker = await WorkerHost.StartAsync(World, settings: second.Settings);
        var known = worker.Services.GetRequiredService<KnownTenants>();

        foreach (var tenant in new[] { WorkerHost.Tenant, SecondTenant.Id })
        {
            await Eventually.TrueAsync(async () => await known.ProblemAsync(tenant, Cancellation) is null, TimeSpan.FromSeconds(60), cancellationToken: Cancellation);
        }

        Assert.Equal("There is no tenant Cust2002. Did you mean Cust20002?", await known.ProblemAsync("Cust2002", Cancellation));
    }
}
