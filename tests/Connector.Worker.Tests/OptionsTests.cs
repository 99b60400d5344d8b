using Connector.Jobs;
using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.Worker.Limits;
using Connector.Worker.Writing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Tenant_WithoutSettings_ProposesAndMapsTheVerticalAlone()
    {
        var tenant = Bind();

        Assert.Equal(TenantMode.Propose, tenant.Mode);
        Assert.Equal(["vertical"], tenant.Contact.All.Select(m => m.Field));
        Assert.Empty(tenant.Person.All);
        Assert.True(new TenantOptionsValidator().Validate(null, tenant).Succeeded);
    }

    [Fact]
    public void Settings_AreReadAsTheyAreSpelled()
    {
        var tenant = Bind(
            ("Mode", "observe"), ("Owners:0", "12"), ("Owners:1", "ANNA"),
            ("Contact:Vertical:ProgId", "SuperOffice:7"), ("Contact:Vertical:Policy", "always"),
            ("Contact:Summary:ProgId", "SuperOffice:8"), ("Contact:Summary:Policy", "if-empty"),
            ("Person:Role:ProgId", "SuperOffice:9"), ("Person:Role:Policy", "Keep-Human"));

        Assert.Equal(TenantMode.Observe, tenant.Mode);
        Assert.Equal(["12", "ANNA"], tenant.Owners);
        Assert.Equal(("SuperOffice:7", MergePolicy.Always), (tenant.Contact.Vertical.ProgId, tenant.Contact.Vertical.Policy));
        Assert.Equal(("SuperOffice:8", MergePolicy.IfEmpty), (tenant.Contact.Summary.ProgId, tenant.Contact.Summary.Policy));
        Assert.Equal(("SuperOffice:9", MergePolicy.KeepHuman), (tenant.Person.Role.ProgId, tenant.Person.Role.Policy));
    }

    [Theory]
    [InlineData("Contact:Summary:Policy", "sometimes")]
    [InlineData("Mode", "yolo")]
    public void SettingThatIsNoWordOfOurs_IsRefused(string key, string value) =>
        Assert.Throws<InvalidOperationException>(() => Bind((key, value)));

    [Theory]
    [InlineData("Contact:Summary:ProgId", "SuperOffice:83", "same ProgId")]
    [InlineData("Contact:Stamp:ProgId", "SuperOffice:83", "same ProgId")]
    [InlineData("Person:Role:ProgId", "a\nb", "control character")]
    [InlineData("Person:Role:ProgId", " SuperOffice:20", "space")]
    [InlineData("Contact:Inputs:0", "SuperOffice:83", "field that we write")]
    [InlineData("Person:Inputs:0", "a\nb", "cannot be a ProgId")]
    [InlineData("Contact:Vertical:Aliases:Space travel", " ", "needs a name and an item")]
    public void MappingThatCannotWork_IsRefused_AndSaysWhy(string key, string value, string why) =>
        Assert.Contains(why, new TenantOptionsValidator().Validate(null, Bind((key, value))).FailureMessage, StringComparison.Ordinal);

    [Theory]
    [InlineData("TimeZone", "Mars/Olympus", "Tenant:TimeZone")]
    [InlineData("Spend:AmountPerDay", "0.01", "Tenant:Spend:ExpectedCost")]
    public void CapsThatCannotWork_AreRefused_AndSayWhy(string key, string value, string why) =>
        Assert.Contains(why, new TenantOptionsValidator().Validate(null, Bind((key, value))).FailureMessage, StringComparison.Ordinal);

    [Theory]
    [InlineData("Spend:CallsPerDay", "-1", "Tenant:Spend:CallsPerDay must be between 0 and")]
    [InlineData("Spend:Currency", "euro", "ISO 4217")]
    [InlineData("WriteBudget:AccountsPerHour", "0", "Tenant:WriteBudget:AccountsPerHour must be between 1 and")]
    public void PartOutOfItsRange_IsRefused_AndSaysWhy(string key, string value, string why)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Tenant:" + key, (string?)value)]).Build());
        services.AddSingleton(Options.Create(new JobsOptions { Profile = "sandbox" })).AddSingleton(Options.Create(new SuperOfficeOptions()));
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<WorkerJournal>();
        using var parts = services.AddTenantParts().BuildServiceProvider();

        var wrong = Assert.Throws<OptionsValidationException>(() => parts.GetRequiredService<IOptions<TenantOptions>>().Value);

        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 8, 15, true)]
    [InlineData(30, 8, 17, true)]
    [InlineData(30, 8, 18, false)]
    [InlineData(30, 11, 10, false)]
    [InlineData(20, 6, 10, false)]
    public void WriteThatCouldOutliveItsLease_IsNotStarted(int lease, int heartbeat, int timeout, bool starts)
    {
        var validator = new WorkerOptionsValidator(
            Options.Create(new JobsOptions { Lease = TimeSpan.FromSeconds(lease), Heartbeat = TimeSpan.FromSeconds(heartbeat) }),
            Options.Create(new SuperOfficeOptions { Timeout = TimeSpan.FromSeconds(timeout) }));

        Assert.Equal(starts, validator.Validate(null, new WorkerOptions()).Succeeded);
    }

    private static TenantOptions Bind(params (string Key, string Value)[] settings)
    {
        var tenant = new TenantOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build().Bind(tenant);
        return tenant;
    }
}
