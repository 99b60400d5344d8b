using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Browser.Tests;

public sealed class DashboardWidthTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_desk_and_on_a_phone_the_page_with_all_it_can_say_is_as_wide_as_the_window()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        var story = new Story(host.Services);
        await story.CompleteAsync(4711, "Lathe Works and Milling Machines of Saxony Incorporated");
        foreach (var contact in new[] { 1_234_567_891, 1_234_567_892, 1_234_567_893, 1_234_567_894 })
        {
            await story.ProposeAsync(contact);
        }

        await story.BuryAsync();
        await host.Services.GetRequiredService<SpoolCounts>().SetAsync("spool-0198f3a4b5c67d8e9f0123456789abcd.db", 1_234, Cancel);
        await host.Services.GetRequiredService<Holds>().HoldByAsync(Story.Tenant, "migration of the field list: https://example.org/a-long-address/without-any-blank-in-it", "Anna", Cancel);
        await host.Services.GetRequiredService<Holds>().HoldAsync("Cust20002", "SuperOffice: the refresh token was revoked", TimeSpan.FromMinutes(1), Cancel);
        await host.Services.GetRequiredService<Drains>().StartAsync("Bert", Cancel);

        foreach (var width in new[] { 1280, 390 })
        {
            var page = await browser.NewPageAsync(width);
            await page.GotoAsync(host.Address.ToString());
            await BrowserFixture.ScreenshotAsync(page, $"dashboard-{width}");
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }
}
