using System.Net;
using System.Text.RegularExpressions;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests;

/// <summary>What pages call things: nothing says more than is so.</summary>
public sealed partial class WordsTests(RedisFixture redis) : DashboardTest(redis)
{
    [Theory]
    [InlineData(JobOutcome.Completed, "written")]
    [InlineData(JobOutcome.Proposed, "proposed")]
    [InlineData(JobOutcome.Skipped, "would write")]
    [InlineData(JobOutcome.Unchanged, "would write")]
    [InlineData(JobOutcome.Dead, "would write")]
    public async Task Only_what_was_written_is_called_so(JobOutcome outcome, string expected)
    {
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync("Lathe Works");
        await Story.FinishAsync(pass, outcome, "a reason", fields: Story.WrittenFields);

        var decisions = Badges().Matches(await RunAsync(pass.RunId)).Select(badge => badge.Groups[1].Value).Where(word => word is "write" or "written" or "proposed" or "would write");

        Assert.Equal(Enumerable.Repeat(expected, 2), decisions.Where(word => word == expected).Take(2));
        Assert.DoesNotContain("write", decisions);
        Assert.Equal(outcome == JobOutcome.Completed, decisions.Contains("written"));
    }

    [Fact]
    public async Task An_error_that_was_made_good_is_told_as_past_and_one_that_was_not_in_red()
    {
        var cured = await Story.CureAsync(1, "timed out");
        await Story.DieAsync(2);
        await Story.CompleteAsync(3, "Never Wrong");

        var list = await ListAsync();

        Assert.Contains("class=\"past\" title=\"timed out\">past: timed out</span>", list, StringComparison.Ordinal);
        Assert.Contains("class=\"error\" title=\"gone\">gone</span>", list, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(list, "past: "));
        var run = await RunAsync(cured);
        Assert.Contains("Earlier error, since made good:</strong> timed out", run, StringComparison.Ordinal);
        Assert.DoesNotContain("Last error", run, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"error\"", run, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_says_scheduled_and_processing_as_the_counts_above_it_do()
    {
        await Story.AttachAsync(1, "contact.created");
        var run = (await Story.TakeAsync("In A Pass")).RunId;
        await Story.AttachAsync(1, "contact.changed");
        await Story.AttachAsync(2, "contact.created");

        var list = await ListAsync();

        Assert.Contains("<dt>scheduled</dt><dd>2</dd>", list, StringComparison.Ordinal);
        Assert.Contains("<dt>processing</dt><dd>1</dd>", list, StringComparison.Ordinal);
        Assert.Equal(["scheduled", "processing", "scheduled ×1"], Badges().Matches(list).Select(badge => badge.Groups[1].Value));
        var page = await RunAsync(run);
        Assert.Contains("processing <b>×1</b>", page, StringComparison.Ordinal);
        Assert.Contains("scheduled <b>×1</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("open <b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_is_completed_once_a_job_of_it_was_and_what_is_dead_proposed_or_open_stands_beside()
    {
        await Story.CompleteAsync(7, "Lathe Works");
        await Story.DieAsync(7);
        Assert.Equal(["completed", "dead ×1"], Badges().Matches(await ListAsync()).Select(badge => badge.Groups[1].Value));

        await Story.ProposeAsync(7);
        await Story.AttachAsync(7, "contact.changed");

        Assert.Equal(["completed", "scheduled ×1", "proposed ×1"], Badges().Matches(await ListAsync()).Select(badge => badge.Groups[1].Value));

        // Once it is written it waits no more.
        await Story.FinishAsync(await Story.TakeAsync(), JobOutcome.Unchanged, "agreed");
        await Story.ApproveAsync(7);
        Assert.Equal(["completed"], Badges().Matches(await ListAsync()).Select(badge => badge.Groups[1].Value));
    }

    [Fact]
    public async Task The_list_shows_the_time_it_is_sorted_by_and_how_many_jobs_were_skipped()
    {
        var run = await Story.CompleteAsync(7, "Lathe Works");
        await Story.SkipAsync(7);
        await Story.SkipAsync(7);

        var list = await ListAsync();

        Assert.Contains("2 fields written, 1 kept: a human changed it, 2 events needed no work", list, StringComparison.Ordinal);
        var changed = Text((await GetAsync($"/api/runs/{run}")).GetProperty("run"), "updatedAt");
        Assert.Contains($"data-label=\"Last change\" class=\"number\"><time datetime=\"{changed[..^6]}", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_have_the_labels_of_the_CRM_and_what_accompanies_them_is_folded_away()
    {
        await Story.SaveMappingAsync();
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync("Lathe Works");
        await Story.FinishAsync(
            pass, JobOutcome.Completed, "written",
            fields: [.. Story.WrittenFields, new("last_enriched", "SuperOffice:87", "write", null, "[D:11/30/2026]", "x"), new("stamp", "SuperOffice:88", "write", null, "v1;abc", "x")]);

        var html = await RunAsync(pass.RunId);

        Assert.Contains(">Summary <span class=\"sub\">summary · SuperOffice:84</span>", html, StringComparison.Ordinal);
        Assert.Contains(">vertical <span class=\"sub\">SuperOffice:83</span>", html, StringComparison.Ordinal);
        var (shown, folded) = html.IndexOf("<details", StringComparison.Ordinal) is var at && at > 0 ? (html[..at], html[at..]) : ("", "");
        Assert.Contains("2 fields that accompany them: last_enriched, stamp</summary>", folded, StringComparison.Ordinal);
        Assert.Contains("v1;abc", folded, StringComparison.Ordinal);
        Assert.DoesNotContain("v1;abc", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<details open", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_shows_its_company_and_values_before_and_after_it_is_written()
    {
        await Story.CompleteAsync(7, "Lathe Works");
        await Story.ProposeAsync(7);
        // Long after: nobody remembers the account, and the approval has a run of its own.
        await Host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().KeyDeleteAsync("connector:{0}:account:Cust10001/c7");
        var pass = await Story.ApproveAsync(7, after: async run =>
        {
            var waiting = await RunAsync(run);
            Assert.All(
                ["<h1>Lathe Works", "approved, and not written yet", "[I:4]", "Builds lathes", ">proposed</span>"],
                expected => Assert.Contains(expected, waiting, StringComparison.Ordinal));
            Assert.DoesNotContain(">written</span>", waiting, StringComparison.Ordinal);
        });

        var written = await RunAsync(pass);
        Assert.All(["Lathe Works (contact 7)", "approved", "[I:4]", "Builds lathes", ">written</span>"], expected => Assert.Contains(expected, written, StringComparison.Ordinal));
        Assert.DoesNotContain("not written yet", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_without_a_company_is_called_by_the_name_that_is_known_and_others_by_their_number()
    {
        var alone = await Story.PersonAsync(AccountKey.OfPerson(Story.Tenant, 981), 981, "Ada Lovelace");
        var other = await Story.PersonAsync(AccountKey.OfContact(Story.Tenant, 7), 982, "Lathe Works");

        Assert.Contains("Ada Lovelace (person 981)", await RunAsync(alone), StringComparison.Ordinal);
        Assert.Contains("<h3>person 982 ", await RunAsync(other), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('\u061C')]
    [InlineData('\u200E')]
    [InlineData('\u200F')]
    [InlineData('\u202A')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u2069')]
    public async Task A_mark_that_turns_the_direction_of_a_text_is_visible_wherever_the_text_is(char mark)
    {
        var evil = $"a{mark}gpj.exe";
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync(evil, evil);
        await Story.FinishAsync(pass, JobOutcome.Dead, evil, evil, [new(evil, evil, evil, evil, evil, evil)]);

        foreach (var html in new[] { await ListAsync(), await RunAsync(pass.RunId) })
        {
            Assert.Contains($"a[U+{(int)mark:X4}]gpj.exe", html, StringComparison.Ordinal);
            Assert.DoesNotContain(mark, html);
            Assert.DoesNotContain(mark, WebUtility.HtmlDecode(html));
        }
    }

    [Fact]
    public async Task Numbers_are_grouped_alike_and_what_was_spent_is_a_sentence()
    {
        await Story.AttachAsync(1, "contact.created");
        var now = TimeProvider.System.GetUtcNow();
        await Host.Services.GetRequiredService<SpendBook>().ReserveAsync(
            await Story.TakeAsync(), EntityKey.Contact(1), "fp", null, new SpendLimits(1_000_000, 25_000m, 0.0123m, "EUR", TimeZoneInfo.Utc), now, Cancel);

        var list = await ListAsync();

        Assert.Contains("Cust10001 has used 1 of 1,000,000 analyses and 0.0123 of 25,000 EUR today, which ends at 00:00 UTC. 1 analysis is unanswered, begun on ", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_nothing_yet_a_page_says_what_to_expect()
    {
        var list = await ListAsync();
        Assert.All(["Nothing yet", "Create or change a company there.", "no event has reached us"], expected => Assert.Contains(expected, list, StringComparison.Ordinal));

        await Story.AttachAsync(1, "contact.created");
        var open = await Story.TakeAsync();
        Assert.Contains("As soon as a pass has ended, what it found stands here", await RunAsync(open.RunId), StringComparison.Ordinal);
    }

    [GeneratedRegex("<span class=\"badge \\w+\">(.*?)</span>")]
    private static partial Regex Badges();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private async Task<string> ListAsync() => Readable(await PageAsync());

    private async Task<string> RunAsync(string run) => Readable(await Host.Client.GetStringAsync(new Uri($"/runs/{run}", UriKind.Relative), Cancel));

    // As a browser reads what is encoded, but for what would be a tag.
    private static string Readable(string html) => Spaces().Replace(html, " ").Replace("&#xB7;", "·", StringComparison.Ordinal).Replace("&#xD7;", "×", StringComparison.Ordinal);
}
