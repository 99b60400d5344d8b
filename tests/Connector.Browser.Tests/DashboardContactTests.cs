using System.Text.RegularExpressions;
using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Connector.Browser.Tests;

/// <summary>A page that cannot refresh itself says so and since when, and goes on by itself.</summary>
public sealed partial class DashboardContactTests(BrowserFixture browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 30_000 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_contact_the_page_says_since_when_keeps_what_it_shows_and_recovers()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        var story = new Story(host.Services);
        await story.CompleteAsync(1, "Lathe Works");
        var page = await browser.NewPageAsync();
        await page.GotoAsync(host.Address.ToString());
        var notice = page.Locator("#contact");
        await Expect(notice).ToBeHiddenAsync();

        // As if the cable were pulled.
        await page.Context.SetOfflineAsync(true);
        await Expect(notice).ToBeVisibleAsync(Soon);
        await Expect(notice).ToHaveTextAsync(Notice());
        await Expect(page.GetByText("Lathe Works")).ToBeVisibleAsync();
        var said = await notice.TextContentAsync();
        await BrowserFixture.ScreenshotAsync(page, "dashboard-no-contact-1280");

        await story.CompleteAsync(2, "Newcomer Ltd");
        Assert.Equal(said, await notice.TextContentAsync());
        await page.Context.SetOfflineAsync(false);
        await Expect(page.GetByText("Newcomer Ltd")).ToBeVisibleAsync(Soon);
        await Expect(notice).ToBeHiddenAsync();
    }

    [Fact]
    public async Task While_Redis_is_away_the_page_says_so_and_one_that_was_opened_then_turns_into_what_it_should_be()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        await new Story(host.Services).CompleteAsync(1, "Lathe Works");
        var before = await browser.NewPageAsync(375);
        await before.GotoAsync(host.Address.ToString());
        await redis.KillAsync();
        var late = await browser.NewPageAsync(375);
        await late.GotoAsync(host.Address.ToString());

        await Expect(before.Locator("#contact")).ToContainTextAsync("Redis does not answer. Last answer: ", new() { Timeout = 30_000 });
        await Expect(before.Locator("#contact")).ToBeVisibleAsync();
        await BrowserFixture.ScreenshotAsync(before, "dashboard-redis-away-375");
        Assert.Equal(375, await before.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Expect(late.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Redis does not answer");
        await Expect(late.Locator("#contact")).ToBeHiddenAsync();

        await redis.RestartAsync(Cancel);
        foreach (var page in new[] { before, late })
        {
            await Expect(page.GetByText("Lathe Works")).ToBeVisibleAsync(Soon);
            await Expect(page.Locator("#contact")).ToBeHiddenAsync(new() { Timeout = 30_000 });
            await Expect(page).ToHaveTitleAsync("Sync runs · Connector");
        }
    }

    [Fact]
    public async Task What_a_reader_has_unfolded_stays_so_while_the_page_refreshes()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        var run = (await DashboardGallery.MakeAsync(host.Services))["odd"];
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(host.Address, run).ToString());
        var stamp = page.GetByText("v1;aaa");
        await Expect(stamp).ToBeHiddenAsync();
        await page.Locator("summary").ClickAsync();
        await Expect(stamp).ToBeVisibleAsync();

        await page.EvaluateAsync("document.querySelector('h1').textContent = 'stale'");
        await Expect(page.Locator("h1")).Not.ToHaveTextAsync("stale", new() { Timeout = 30_000 });

        await Expect(stamp).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"^No contact with the dashboard's server\. Last answer: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; what is shown is from then\. It goes on by itself\.$")]
    private static partial Regex Notice();
}
