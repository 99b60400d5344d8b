using System.Net;
using System.Text.RegularExpressions;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Queue;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests;

public sealed partial class PageTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task Without_runs_the_list_says_that_there_is_nothing_yet()
    {
        var html = await HtmlAsync("/");

        Assert.Contains("Nothing yet", html, StringComparison.Ordinal);
        Assert.Contains("balanced", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_matches_the_list_says_so_and_leads_back()
    {
        await Story.CompleteAsync(1, "Only One");

        var html = await HtmlAsync("/?until=2020-01-01");
        Assert.Contains("Nothing matches", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing yet", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_status_account_tenant_triggers_fields_and_where_all_jobs_are()
    {
        await Story.CompleteAsync(4711, "Lathe Works");
        await Story.SkipAsync(4712);
        await Story.AttachAsync(4713, "contact.created");
        await Story.BuryAsync();

        var html = await HtmlAsync("/");
        Assert.All(
            ["Lathe Works", "contact 4711", "owner ANNA", "Cust10001", "contact.changed <b>×2</b>", "completed", "skipped", "processing", "failed", "2 fields written, 1 kept: a human changed it", "no account", "The body is not a JSON object."],
            expected => Assert.Contains(expected, html, StringComparison.Ordinal));
        Assert.Contains("<dt>accepted</dt><dd>6</dd>", html, StringComparison.Ordinal);
        Assert.Contains("<dt>dead</dt><dd>1</dd>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_how_much_is_kept_for_good_and_what_dead_letters_gave_up()
    {
        await Host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashSetAsync("connector:{0}:counters", [new("ledgers", 12_345), new("deadExpired", 7), new("deadBodiesDropped", 2_000)]);

        var html = await HtmlAsync("/");

        Assert.Contains("about 20 MB of Redis, which is never trimmed\"><dt>ledgers</dt><dd>12,345</dd>", html, StringComparison.Ordinal);
        Assert.Contains("there were too many: 7; their event given up: 2,000\"><dt>dead</dt>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<dt>memory</dt>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_goes_on_on_further_pages()
    {
        for (var contact = 1; contact <= 3; contact++)
        {
            await Story.SkipAsync(contact);
        }

        var first = await HtmlAsync("/?take=2");
        var second = await HtmlAsync(LinkOf(first, "next"));
        Assert.Contains("contact 3", first, StringComparison.Ordinal);
        Assert.DoesNotContain("contact 1<", first, StringComparison.Ordinal);
        Assert.Contains("contact 1<", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Next", second, StringComparison.Ordinal);
        Assert.Contains("contact 3", await HtmlAsync(LinkOf(second, "prev")), StringComparison.Ordinal);

        static string LinkOf(string html, string rel) => WebUtility.HtmlDecode(Regex.Match(html, $"rel=\"{rel}\" href=\"([^\"]+)\"").Groups[1].Value);
    }

    [Fact]
    public async Task A_held_tenant_stands_above_the_list_with_its_reason()
    {
        await Host.Services.GetRequiredService<Holds>().HoldAsync(Story.Tenant, "the refresh token was revoked", TimeSpan.FromMinutes(1), Cancel);

        var html = await HtmlAsync("/");
        Assert.Contains("Cust10001 is held:", html, StringComparison.Ordinal);
        Assert.Contains("the refresh token was revoked.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_that_is_a_sentence_gets_no_second_stop()
    {
        await Host.Services.GetRequiredService<Holds>().HoldAsync(Story.Tenant, "Log in again; then set SO_REFRESH_TOKEN.", TimeSpan.FromMinutes(1), Cancel);

        var html = await HtmlAsync("/");

        Assert.Contains("set SO_REFRESH_TOKEN.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("..", html[html.IndexOf(" is held:", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_shows_its_field_table_events_with_ids_and_timeline()
    {
        var run = await Story.CompleteAsync(4711, "Lathe Works");

        var html = await HtmlAsync($"/runs/{run}");
        Assert.All(
            ["Lathe Works", "SuperOffice:83", "[I:4]", "a human changed it", "Written by a human", "0.0123 EUR, m-1, confidence 0.875", "written", "contact.created", "contact 4711", "Timeline"],
            expected => Assert.Contains(expected, html, StringComparison.Ordinal));
        Assert.Equal(3, html.Split("href=\"/api/jobs/").Length - 1);
    }

    [Fact]
    public async Task Foreign_text_is_encoded_everywhere()
    {
        const string evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync(evil, evil);
        await Story.FinishAsync(pass, JobOutcome.Dead, evil, evil, [new(evil, evil, evil, evil, evil, evil)]);

        foreach (var path in new[] { "/", $"/runs/{pass.RunId}" })
        {
            var html = await HtmlAsync(path);
            Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/runs/00000000-0000-0000-0000-000000000000")]
    [InlineData("/runs/x")]
    [InlineData("/runs/..%2F..%2Fetc")]
    [InlineData("/nothing")]
    public async Task An_unknown_page_is_answered_404_with_a_way_back(string path)
    {
        using var response = await Host.Client.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("href=\"/\"", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?take=x", HttpStatusCode.BadRequest)]
    [InlineData("/?take=999999", HttpStatusCode.OK)]
    [InlineData("/?take=99999999999", HttpStatusCode.BadRequest)]
    public async Task Odd_page_numbers_do_no_harm(string path, HttpStatusCode expected)
    {
        using var response = await Host.Client.GetAsync(path, Cancel);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/dashboard.css")]
    [InlineData("/dashboard.js")]
    [InlineData("/favicon.svg")]
    [InlineData("/api/audit")]
    public async Task Every_answer_tells_browsers_to_run_and_load_nothing_foreign(string path)
    {
        using var response = await Host.Client.GetAsync(path, Cancel);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Pages_need_no_inline_script_or_style()
    {
        var run = await Story.CompleteAsync(1, "Lathe Works");
        foreach (var path in new[] { "/", $"/runs/{run}" })
        {
            var html = await HtmlAsync(path);
            Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"<script(?![^>]*\ssrc=)", html);
            Assert.DoesNotMatch(@"\son\w+=", html);
        }
    }

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("DELETE", "/api/runs")]
    public async Task Nothing_can_be_changed(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_request_by_another_name_is_refused_so_that_no_foreign_site_can_read_pages_through_its_own_name()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "evil.example";
        using var response = await Host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private async Task<string> HtmlAsync(string path)
    {
        using var response = await Host.Client.GetAsync(path, Cancel);
        var html = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, html);
        return Spaces().Replace(html, " ");
    }
}
