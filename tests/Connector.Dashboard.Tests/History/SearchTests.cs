using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Connector.Dashboard.History;

namespace Connector.Dashboard.Tests.History;

public sealed class SearchTests(SearchHost host) : IClassFixture<SearchHost>
{
    private const string All = "c4717 c4716 none p981 c4715 c4714 c4713 c4712 c4711";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Hostile => new()
    {
        { "\"", "" }, { "\"\"\"", "" }, { "'", "" }, { "*", "" }, { "***", "" }, { "(", "" }, { ")", "" }, { "^", "" }, { ":", "" }, { "-", "" },
        { "drehbank\"", "c4711" }, { "\"drehbank", "c4711" }, { "drehbank*", "c4711" }, { "drehbank\0works", "" }, { "drehbank\0", "c4711" },
        { "NEAR(drehbank works, 5)", "" }, { "drehbank NEAR works", "" }, { "drehbank OR müller", "" }, { "drehbank AND works", "c4711" }, { "NOT drehbank", "" },
        { "text:drehbank", "" }, { "tags:drehbank", "" }, { "{text} : drehbank", "" }, { "found MATCH 1", "" }, { "'; DROP TABLE runs; --", "" },
        { "\u202Edrehbank\u202C", "c4711" }, { "\u2066\u2069", "" }, { "drehbank\u200Bworks", "c4711" }, { "\uD800", "" }, { "drehbank \uFFFE", "c4711" },
        { "🏭", "" }, { "%", "" }, { "_", "" }, { "s436f6d706c65746564", "" }, { "l l l l l l l l l l l l l l l l l l l l", "" },
    };

    [Theory]
    [InlineData("", All)]
    [InlineData("q=", All)]
    [InlineData("q=drehbank", "c4711")]
    [InlineData("q=DREHBANK+works", "c4711")]
    [InlineData("q=works+drehbank", "c4711")]
    [InlineData("q=dre", "c4711")]
    [InlineData("q=dr", "")]
    [InlineData("q=muller", "c4712")]
    [InlineData("q=Müller+%26+Söhne", "c4712")]
    [InlineData("q=a/s", "c4712")]
    [InlineData("q=erika", "p981")]
    [InlineData("q=981", "p981")]
    [InlineData("q=person:981", "p981")]
    [InlineData("q=contact:981", "")]
    [InlineData("q=contact:4711", "c4711")]
    [InlineData("q=4711", "c4711")]
    [InlineData("q=471", "")]
    [InlineData("q=bert", "c4712")]
    [InlineData("q=556016-0680", "c4716")]
    [InlineData("q=5560160680", "c4716")]
    [InlineData("q=" + SearchHost.EventId, "none")]
    [InlineData("q=object+JSON", "none")]
    [InlineData("q=contact.deleted", "c4717")]
    [InlineData("q=saxony", "c4715 c4712 c4711")]
    [InlineData("q=gone", "c4714")]
    [InlineData("q=nothing+of+the+kind", "")]
    [InlineData("tenant=Cust10001", All)]
    [InlineData("tenant=Cust20002", "")]
    [InlineData("status=completed", "c4716 c4712 c4711")]
    [InlineData("status=Failed", "none c4714")]
    [InlineData("status=processing", "c4717")]
    [InlineData("status=proposed", "c4715")]
    [InlineData("status=skipped", "p981 c4713")]
    [InlineData("trigger=contact.changed", "c4713 c4712 c4711")]
    [InlineData("trigger=contact.change", "")]
    [InlineData("reason=doubtful", "c4715")]
    [InlineData("reason=no_company", "p981")]
    [InlineData("error=refused", "c4714")]
    [InlineData("error=unreadable", "none")]
    [InlineData("status=failed&error=refused&q=gone&trigger=contact.created&reason=created&tenant=Cust10001&since=1h", "c4714")]
    [InlineData("status=failed&q=drehbank", "")]
    [InlineData("since=1h", All)]
    [InlineData("until=1h", "")]
    [InlineData("since=2026-01-01&until=3000-01-01T00:00Z", All)]
    [InlineData("sort=started", All)]
    [InlineData("sort=cost&status=completed", "c4716 c4712 c4711")]
    [InlineData("sort=latency&take=500&status=skipped", "p981 c4713")]
    public async Task What_is_asked_for_is_found_and_nothing_else(string query, string accounts) =>
        Assert.Equal(accounts, string.Join(' ', await host.FoundAsync(query, Cancel)));

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Nothing_that_is_searched_for_is_an_operator(string text, string accounts)
    {
        Assert.Equal(accounts, string.Join(' ', await host.FoundAsync($"q={Uri.EscapeDataString(text)}", Cancel)));
        // As an address brings it, or by whoever calls the store: neither fails.
        _ = SearchTerms.OfText(text);
    }

    [Theory]
    [InlineData("sort=name", "'sort' must be one of changed, started, cost, latency.")]
    [InlineData("status=done", "'status' must be one of completed, processing, failed, proposed, unchanged, skipped.")]
    [InlineData("status=2", "'status' must be one of")]
    [InlineData("since=yesterday", "'since' must be a moment such as 2026-05-04 or 2026-05-04T08:30Z, or how long ago: 30m, 24h, 7d.")]
    [InlineData("until=9999999d", "'until' must be a moment")]
    [InlineData("after=x", "'after' is not what an answer")]
    [InlineData("after=Q2hhbmdlZHwwfDE&sort=cost", "'after' is not what an answer")]
    [InlineData("tenant=Cust10010", "Cust10001")]
    [InlineData("skip=1", "There is no parameter 'skip' here")]
    [InlineData("statuss=failed", "Did you mean 'status'?")]
    [InlineData("take=501", "'take' must be a whole number from 1 to 500.")]
    public async Task What_is_not_understood_is_refused_with_what_was_meant(string query, string says)
    {
        foreach (var path in new[] { "/api/runs", "/api/runs.csv" })
        {
            using var answer = await host.Client.GetAsync(new Uri($"{path}?{query}", UriKind.Relative), Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
            Assert.Contains(says, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ten_kilobytes_are_refused()
    {
        using var answer = await host.Client.GetAsync(new Uri($"/api/runs?q={new string('a', 10_000)}", UriKind.Relative), Cancel);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge, $"{answer.StatusCode}");
    }

    [Fact]
    public async Task Counts_are_of_all_that_match_whatever_status_is_asked_for()
    {
        Assert.Equal("completed 3, processing 1, failed 2, proposed 1, skipped 2", await CountsAsync("status=failed&take=1"));
        Assert.Equal("completed 1", await CountsAsync("q=drehbank&status=failed"));
        Assert.Equal("completed 2, skipped 1", await CountsAsync("trigger=contact.changed"));
        Assert.Equal("", await CountsAsync("until=1h"));

        async Task<string> CountsAsync(string query) => string.Join(", ", (await host.Client.GetFromJsonAsync<JsonElement>($"/api/runs?{query}", Cancel))
            .GetProperty("counts").EnumerateObject().Select(count => $"{count.Name} {count.Value}"));
    }

    [Fact]
    public async Task A_row_says_what_it_cost_what_was_avoided_how_long_it_took_and_why()
    {
        var run = (await host.Client.GetFromJsonAsync<JsonElement>("/api/runs?q=contact:4711", Cancel)).GetProperty("items")[0];
        Assert.Equal("0.0123 EUR", run.GetProperty("cost").GetString());
        // Three events, one analysis.
        Assert.Equal("0.0246 EUR", run.GetProperty("costAvoided").GetString());
        Assert.InRange(run.GetProperty("latencyMs").GetInt64(), 0, long.MaxValue);
        Assert.Equal(["created", "written"], run.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
        Assert.Equal("a human changed it", run.GetProperty("kept").GetString());
        var dead = (await host.Client.GetFromJsonAsync<JsonElement>("/api/runs?error=refused", Cancel)).GetProperty("items")[0];
        Assert.Equal("refused", dead.GetProperty("errorClasses")[0].GetString());
    }

    [Fact]
    public async Task Each_order_goes_on_where_it_ended_and_meets_every_run_once()
    {
        foreach (var sort in new[] { "changed", "started", "cost", "latency" })
        {
            var (met, after) = (new List<string>(), "");
            do
            {
                var part = await host.Client.GetFromJsonAsync<JsonElement>($"/api/runs?take=2&sort={sort}{after}", Cancel);
                met.AddRange(part.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("id").GetString()!));
                after = part.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : "";
            }
            while (after.Length > 0);
            Assert.Equal((sort, 9, 9), (sort, met.Count, met.Distinct().Count()));
        }
    }

    [Fact]
    public async Task A_run_is_found_by_the_beginning_of_its_id_if_no_other_begins_so()
    {
        var run = await host.Client.GetFromJsonAsync<JsonElement>($"/api/runs/{host.Completed[..30]}", Cancel);
        var (met, whole) = (run.GetProperty("run").GetProperty("id").GetString(), host.Completed);
        Assert.Equal(whole, met);

        using var several = await host.Client.GetAsync(new Uri($"/api/runs/{host.Completed[..4]}", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, several.StatusCode);
        Assert.Contains("Say more of the id.", await several.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_for_spreadsheets_has_no_formula_in_it()
    {
        var table = await host.Client.GetStringAsync(new Uri("/api/runs.csv", UriKind.Relative), Cancel);
        var lines = table.TrimEnd().Split("\r\n");
        Assert.Equal(10, lines.Length);
        Assert.StartsWith("status,company,account", table, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\"=", table, StringComparison.Ordinal);
    }
}
