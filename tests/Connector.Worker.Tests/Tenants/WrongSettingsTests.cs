using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Worker.Tests.Tenants;

/// <summary>
/// Somebody sets the connector up wrongly, and no event has come: the dashboard's first page names the tenant and what is wrong within a minute, and says
/// nothing any more once it is right.
/// </summary>
[Collection(FourthWorld.Name)]
public sealed class WrongSettingsTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Explorer = "Company Explorer: ";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // The looks at a tenant that cannot be worked for are as far apart as probes, up to the defaults' 20 s.
    private static readonly (string, string) Soon = ("Worker:ProbeEvery", "00:00:01");

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData("SuperOffice:ClientSecret", "wrong", "SuperOffice: POST login/common/oauth/tokens answered 401 (invalid_client). Check SO_CLIENT_ID and SO_CLIENT_SECRET.", Tier.Quick)]
    [InlineData("SuperOffice:RefreshToken", "wrong", "A person has to log in and consent again; then set SO_REFRESH_TOKEN.", Tier.Ci)]
    [InlineData("SuperOffice:ContextIdentifier", "Cust10099", "SuperOffice: The refresh token belongs to another tenant than Cust10099: check SO_REFRESH_TOKEN and SO_CONTEXT_IDENTIFIER.", Tier.Ci)]
    [InlineData("SuperOffice:LoginUrl", "closed", "SuperOffice: it cannot be reached. POST login/common/oauth/tokens got no answer (ConnectionError). Check SO_ENVIRONMENT", Tier.Ci)]
    [InlineData("SuperOffice:LoginUrl", "https", "SuperOffice: it cannot be reached. POST login/common/oauth/tokens got no answer (SecureConnectionError). Check SO_ENVIRONMENT", Tier.Ci)]
    [InlineData("SuperOffice:LoginUrl", "page", "SuperOffice: what answers is not it, or something before it.", Tier.Ci)]
    [InlineData("Worker:Enricher", "closed", Explorer + "The enricher cannot be reached.", Tier.Quick)]
    public async Task Wrong_setting_of_the_worker_is_named_on_the_first_page_before_any_event(string key, string value, string says, Tier from)
    {
        Assert.SkipUnless(Tiers.Current >= from, Tiers.RunsFrom(from));
        await using var pages = await ListeningExplorer.StartAsync();
        pages.PageInstead = true;
        await IsNamedAsync(says, (key, value switch
        {
            "closed" => $"http://127.0.0.1:{FreePort.Next()}",
            "https" => $"https://127.0.0.1:{Crm.Address.Port}",
            "page" => pages.Address.AbsoluteUri,
            _ => value,
        }));
    }

    [Fact]
    public async Task Tenant_in_maintenance_is_named_and_works_again_once_it_runs()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await Crm.FaultsAsync(new { tenantState = "OfflineMaintenance", stateValidSeconds = 0 });
        await using var worker = await WorkerHost.StartAsync(World, settings: Soon);
        await using var page = new DashboardPage(worker.Redis);
        await ShowsAsync(page, "SuperOffice: Tenant Cust10001 is OfflineMaintenance.");

        await Crm.ResetAsync();

        await Eventually.ValueAsync(page.ReadAsync, html => html.Length > 0 && !html.Contains("is held", StringComparison.Ordinal), Minute, cancellationToken: Cancellation);
    }

    [Theory]
    [InlineData("Explorer__BaseUrl", "closed", Explorer + "The Company Explorer cannot be reached; check COMPANY_EXPLORER_URL", Tier.Ci)]
    [InlineData("Explorer__BaseUrl", "page", Explorer + "What answers at the Company Explorer's address is not it; check COMPANY_EXPLORER_URL", Tier.Ci)]
    [InlineData("Explorer__Password", "wrong", Explorer + "The Company Explorer refuses our credentials; check COMPANY_EXPLORER_USER and COMPANY_EXPLORER_PASSWORD", Tier.Quick)]
    [InlineData("Enricher__Key", "another-key-0123456789-0123456789-abcdef", Explorer + "The enricher refuses our key; Worker:EnricherKey must be its Enricher:Key.", Tier.Ci)]
    public async Task Wrong_setting_of_the_enricher_is_named_on_the_first_page_before_any_event(string name, string value, string says, Tier from)
    {
        Assert.SkipUnless(Tiers.Current >= from, Tiers.RunsFrom(from));
        await using var explorer = await ListeningExplorer.StartAsync();
        explorer.PageInstead = value == "page";
        var address = value == "closed" ? new Uri($"http://127.0.0.1:{FreePort.Next()}") : explorer.Address;
        var right = name == "Explorer__Password" ? new Uri(Crm.Address, "/explorer") : address;
        await using var enricher = await EnricherProcess.StartAsync(right, name.EndsWith("BaseUrl", StringComparison.Ordinal) ? [] : [(name, value)]);

        await IsNamedAsync(says, ("Worker:Enricher", enricher.Address.AbsoluteUri));

        Assert.Empty(explorer.Asked);
    }

    [Fact]
    public async Task Settings_set_right_lift_the_hold_at_the_workers_next_start()
    {
        var redis = World.NextRedis();
        await using (var wrong = await WorkerHost.StartAsync(World, redis, settings: [("SuperOffice:ClientSecret", "wrong"), Soon]))
        {
            await HeldAsync(wrong, "SO_CLIENT_SECRET");
        }

        await using var right = await WorkerHost.StartAsync(World, redis);

        await Eventually.TrueAsync(async () => (await HoldsOf(right).ListAsync(Cancellation)).Count == 0, Minute, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Look_leaves_the_holds_of_persons_and_passes_alone()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Tenant:LayoutReadEvery", "00:00:01"), ("Worker:ProbeEvery", "01:00:00")]);
        var holds = HoldsOf(worker);
        var looks = (await Crm.CountersAsync("apiCalls")).Values.Sum();
        await holds.HoldAsync(WorkerHost.Tenant, "SuperOffice: what a pass met", "SuperOffice", TimeSpan.FromHours(1), Cancellation);

        await Eventually.TrueAsync(async () => (await Crm.CountersAsync("apiCalls")).Values.Sum() > looks + 4, Minute, cancellationToken: Cancellation);

        Assert.Equal(("SuperOffice: what a pass met", "SuperOffice"), Assert.Single(await holds.ListAsync(Cancellation)) is { } hold ? (hold.Reason, hold.Side) : default);
        Assert.False(await holds.HoldByLookAsync(WorkerHost.Tenant, "SuperOffice: what a look met", "SuperOffice", TimeSpan.Zero, Cancellation));
        Assert.False(await holds.ResumeByLookAsync(WorkerHost.Tenant, Cancellation));
    }

    [Fact]
    public async Task Look_at_a_tenant_that_is_well_asks_who_we_are_once_and_nothing_else_that_was_not_asked_before()
    {
        await Crm.ResetAsync();
        await using var worker = await WorkerHost.StartAsync(World);
        await Eventually.TrueAsync(
            async () => await worker.Services.GetRequiredService<Connector.Jobs.Mapping.MappingReports>().FindAsync(WorkerHost.Tenant, Cancellation) is not null,
            Minute, cancellationToken: Cancellation);

        var look = await Crm.CountersAsync("apiCalls");

        await Crm.CreateAsync("Ersttag GmbH");
        await worker.AllEndedAsync(1);

        // The look asked nothing twice, who we are included; and what it asked, the first pass did not ask again. A layout counts as a call of its entity.
        var all = await Crm.CountersAsync("apiCalls");
        Assert.All(["GET state", "POST tokens", "GET User", "GET Contact", "GET Person"], call => Assert.True(look.GetValueOrDefault(call) == 1, Text(look)));
        Assert.All(["GET state", "POST tokens", "GET User", "GET Person"], call => Assert.True(all.GetValueOrDefault(call) == 1, Text(all)));
        Assert.True(look.Values.Sum() <= 6, Text(look));

        static string Text(IReadOnlyDictionary<string, long> calls) => string.Join(", ", calls);
    }

    private async Task IsNamedAsync(string says, params (string, string)[] settings)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [Soon, .. settings]);
        await using var page = new DashboardPage(worker.Redis);

        await ShowsAsync(page, says);

        var health = await worker.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "tenants", Cancellation);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(says, Assert.Single(health.Entries["tenants"].Data).Value.ToString()!, StringComparison.Ordinal);
    }

    private static Task<string> ShowsAsync(DashboardPage page, string says) => Eventually.ValueAsync(
        page.ReadAsync, html => html.Contains(" is held:", StringComparison.Ordinal) && html.Contains(says, StringComparison.Ordinal), Minute, says, Cancellation);

    private static Task HeldAsync(WorkerHost worker, string says) => Eventually.TrueAsync(
        async () => (await HoldsOf(worker).ListAsync(Cancellation)).Any(hold => hold.Reason.Contains(says, StringComparison.Ordinal)), Minute, cancellationToken: Cancellation);

    private static Holds HoldsOf(WorkerHost worker) => worker.Services.GetRequiredService<Holds>();
}
