using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Connector.Browser.Tests;

public sealed class DashboardTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private RedisServer _redis = null!;
    private DashboardHost _host = null!;
    private Story _story = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: TestContext.Current.CancellationToken);
        _host = DashboardHost.Start(_redis);
        _story = new Story(_host.Services);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_the_list_a_run_opens_and_leads_back_with_and_without_scripts(bool scripts)
    {
        await _story.CompleteAsync(4711, "Lathe Works");
        var page = await chromium.NewPageAsync(scripts);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);

        await page.GotoAsync(_host.Address.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Lathe Works" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Lathe Works", Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "a human changed it" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "All sync runs" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Lathe Works" })).ToContainTextAsync("completed");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_list_shows_a_new_run_by_itself_and_keeps_the_focus()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await _story.CompleteAsync(1, "Lathe Works");
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(_host.Address.ToString());
        var known = page.GetByRole(AriaRole.Link, new() { Name = "Lathe Works" });
        await known.FocusAsync();

        await _story.CompleteAsync(2, "Newcomer Ltd");

        await Expect(page.GetByText("Newcomer Ltd")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(known).ToBeFocusedAsync();
    }
}
