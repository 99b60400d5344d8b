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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_a_filter_and_a_page_stand_in_the_address_and_survive_a_reload(bool scripts)
    {
        await _story.CompleteAsync(4711, "Lathe Works");
        await _story.DieAsync(4712);
        await _story.SkipAsync(4713);
        var page = await chromium.NewPageAsync(scripts);
        await page.GotoAsync($"{_host.Address}?take=1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "contact 4712" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Previous" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "contact 4713" })).ToBeVisibleAsync();

        await page.GotoAsync(_host.Address.ToString());
        await page.GetByRole(AriaRole.Searchbox).FillAsync("lathe");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "failed" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing matches" })).ToBeVisibleAsync();
        Assert.EndsWith("/?q=lathe&status=failed", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("lathe");
        await page.GetByTitle("Drop this filter").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "contact 4712" })).ToBeVisibleAsync();
        await page.GetByTitle("Only runs with a job that died of this").ClickAsync();
        Assert.EndsWith("error=refused", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slash_leads_to_the_search_and_what_is_typed_stays_while_runs_come_in()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await _story.CompleteAsync(1, "Lathe Works");
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(_host.Address.ToString());
        await page.Keyboard.PressAsync("/");
        var search = page.GetByRole(AriaRole.Searchbox);
        await Expect(search).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("half a wo");

        var asked = page.WaitForResponseAsync(response => response.Url == page.Url);
        await _story.CompleteAsync(2, "Newcomer Ltd");
        await asked;
        await page.WaitForResponseAsync(response => response.Url == page.Url);
        await Expect(search).ToHaveValueAsync("half a wo");
        await Expect(search).ToBeFocusedAsync();

        await search.FillAsync("");
        await search.BlurAsync();
        await Expect(page.GetByText("Newcomer Ltd")).ToBeVisibleAsync(new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task The_row_that_is_looked_at_stays_where_it_is_when_others_come_in_above_it()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        for (var contact = 1; contact <= 45; contact++)
        {
            await _story.SkipAsync(contact);
        }

        var page = await chromium.NewPageAsync();
        await page.GotoAsync(_host.Address.ToString());
        var row = page.GetByRole(AriaRole.Link, new() { Name = "contact 10", Exact = true });
        await row.EvaluateAsync("link => scrollTo(0, link.getBoundingClientRect().top + scrollY - 10)");
        var before = await row.EvaluateAsync<double>("link => link.getBoundingClientRect().top");

        await _story.SkipAsync(100);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "contact 100", Exact = true })).ToBeAttachedAsync(new() { Timeout = 15_000 });
        Assert.Equal(before, await row.EvaluateAsync<double>("link => link.getBoundingClientRect().top"), 1.0);
    }
}
