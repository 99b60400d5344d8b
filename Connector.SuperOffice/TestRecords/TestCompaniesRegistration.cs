using Connector.SuperOffice.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.SuperOffice.TestRecords;

/// <summary>Registers <see cref="TestCompanies"/>, for a person's command and for nothing else: services neither create companies nor delete any.</summary>
public static class TestCompaniesRegistration
{
    /// <summary>Adds them to a host that has the client. Whether they may be made is the write gate's matter.</summary>
    public static IServiceCollection AddTestCompanies(this IServiceCollection services) => services.AddSingleton(
        provider => new TestCompanies(provider.GetRequiredService<ApiCaller>(), provider.GetRequiredService<SuperOfficeClient>()));
}
