using System.ComponentModel.DataAnnotations;
using Connector.Enricher.Explorer;
using Connector.Testing.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.Enricher.Tests.Explorer;

/// <summary>Where companies' data are processed is told as it was declared.</summary>
public sealed class ExplorerRegionTests
{
    [Theory]
    [InlineData("EU (Frankfurt)", true)]
    [InlineData("Zürich, CH", true)]
    [InlineData("", true)] // as good as unset
    [InlineData("EU\nWarning: forged", false)]
    [InlineData("EU\u202e", false)]
    public void A_region_is_a_printable_text(string region, bool isAccepted) => Assert.Equal(isAccepted, Check(region));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_region_is_a_short_text(int length, bool isAccepted) => Assert.Equal(isAccepted, Check(new string('x', length)));

    [Theory]
    [InlineData("Production", null, "Warning Connector.Enricher.Explorer.DeclaredRegions: every tenant: the Company Explorer's region is not declared")]
    [InlineData("Development", null, "Information Connector.Enricher.Explorer.DeclaredRegions: every tenant: the Company Explorer's region is not declared")]
    [InlineData("Production", "EU (Frankfurt)", "Information Connector.Enricher.Explorer.DeclaredRegions: every tenant: the Company Explorer's declared region is EU (Frankfurt)")]
    public async Task At_the_start_the_declared_region_is_told_and_in_production_its_lack_is_a_warning(string environment, string? region, string line)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address, new() { ["Explorer:Region"] = region }, services => EnvironmentOf(services).EnvironmentName = environment);

        Assert.Contains(line, enricher.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_of_a_tenants_own_Company_Explorer_is_told_with_its_file_and_a_forged_one_is_refused()
    {
        using var folder = new TenantFolder();
        await using var explorer = await FakeExplorer.StartAsync();
        folder.Write("Cust20002.json", $$"""{ "Explorer": { "BaseUrl": "{{explorer.Address}}", "ApiKey": "key", "Region": "Norway" } }""");
        folder.Write("Cust20003.json", $$"""{ "Explorer": { "BaseUrl": "{{explorer.Address}}", "ApiKey": "key", "Region": "EU\nforged" } }""");
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address, new(folder.Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))) { ["Explorer:Tenant"] = "Cust10001" });

        Assert.Contains("Cust20002: the Company Explorer's declared region is Norway", enricher.Log.Text, StringComparison.Ordinal);
        Assert.Contains("Explorer:Region must be a text of 1 to 100 printable characters", enricher.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", enricher.Log.Text, StringComparison.Ordinal);
    }

    private static IHostEnvironment EnvironmentOf(IServiceCollection services) =>
        (IHostEnvironment)services.Last(service => service.ServiceType == typeof(IHostEnvironment)).ImplementationInstance!;

    private static bool Check(string region) => Validator.TryValidateProperty(
        region, new ValidationContext(new ExplorerOptions()) { MemberName = nameof(ExplorerOptions.Region) }, []);
}
