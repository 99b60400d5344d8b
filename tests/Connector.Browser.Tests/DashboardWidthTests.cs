using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Browser.Tests;

public sealed class DashboardWidthTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_desk_and_on_a_phone_every_page_with_all_it_can_say_is_as_wide_as_the_window()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        var wide = new List<string>();
        await LookAsync(host, "empty", "/", wide);
        foreach (var (name, path) in await DashboardGallery.MakeAsync(host.Services))
        {
            await LookAsync(host, name, path, wide);
        }

        await redis.KillAsync();
        await LookAsync(host, "away", "/", wide);
        Assert.Empty(wide);
    }

    private async Task LookAsync(DashboardHost host, string name, string path, List<string> wide)
    {
        foreach (var width in new[] { 1280, 375 })
        {
            var page = await browser.NewPageAsync(width);
            await page.GotoAsync(new Uri(host.Address, path).ToString());
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            await BrowserFixture.ScreenshotAsync(page, $"dashboard-{name}-{width}");
            // Also inside: no part of a page has a scroll bar of its own on a phone.
            var inside = width < 760 ? await page.EvaluateAsync<int>("[...document.querySelectorAll('main *')].filter(e => getComputedStyle(e).overflowX === 'auto' && e.scrollWidth > e.clientWidth).length") : 0;
            var all = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (all != width || inside > 0)
            {
                wide.Add($"{name} at {width} px: {all} px wide, {inside} parts scroll");
            }

            await page.Context.CloseAsync();
        }
    }
}
