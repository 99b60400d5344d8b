using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Playwright;

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

    [Fact]
    public async Task The_list_is_a_line_a_run_in_light_and_dark()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        var story = new Story(host.Services);
        await story.CompleteAsync(4711, "Lathe Works and Milling Machines of Saxony Incorporated, Limited, and Sons");
        await story.CureAsync(4713, "SuperOffice did not answer for a very long time, and then it did, which this line tells at length");
        await story.DieAsync(4714);
        await story.ProposeAsync(4715);
        await story.SkipAsync(4716);
        await story.AttachAsync(4717, "contact.created");
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Dark, 375), (ColorScheme.Light, 320) })
        {
            var page = await browser.NewPageAsync(width, scheme: scheme);
            await page.GotoAsync($"{host.Address}?since=24h");
            await BrowserFixture.ScreenshotAsync(page, $"runs-{scheme}-{width}");
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            var heights = await page.EvaluateAsync<double[]>("[...document.querySelectorAll('.runs tbody tr')].map(row => row.getBoundingClientRect().height)");
            Assert.True(width < 760 || heights.All(height => height is > 40 and < 50), string.Join(' ', heights));
            await page.Context.CloseAsync();
        }
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
