using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Bulk;
using Connector.Jobs.Queue;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Cli.Tests;

/// <summary>What changes the CRM, or forgets, shows first what it would do, and does it with <c>--yes</c> only.</summary>
public sealed class ChangingTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task Proposals_are_shown_and_approved_with_yes()
    {
        await Story.ProposeAsync(7);

        await SaysNothingWasDoneAsync("vertical, summary", "approve", Story.Tenant, "contact:7");
        await SaysNothingWasDoneAsync("vertical, summary", "approve", Story.Tenant, "--all");
        Assert.Equal(1, (await RunAsync("approve", Story.Tenant, "contact:8")).ExitCode);
        Assert.Equal(2, (await RunAsync("approve", Story.Tenant)).ExitCode);
        await DoesAsync("approve", "of 1 job. The", "approve", Story.Tenant, "--all", "--yes");
    }

    [Fact]
    public async Task Writes_are_shown_and_undone_with_yes()
    {
        await Story.WriteAsync(7);

        await SaysNothingWasDoneAsync("before us", "undo", Story.Tenant, "--entity", "contact:7");
        await DoesAsync("undo", "of 1 job. The", "undo", Story.Tenant, "--entity", "contact:7", "--yes");
    }

    [Fact]
    public async Task A_record_is_erased_with_yes()
    {
        await Story.CompleteAsync(7, "Lathe Works");

        await SaysNothingWasDoneAsync("Of contact:7 11 steps and 0 fields", "erase", Story.Tenant, "contact:7");
        await DoesAsync("erase", "connector erasures lists it", "erase", Story.Tenant, "contact:7", "--yes");
    }

    [Fact]
    public async Task A_dead_letter_is_shown_and_released_with_yes_and_another_is_ignored()
    {
        var (first, second) = (await Story.DieAsync(7), await Story.DieAsync(8));
        var listed = await RunAsync("dead");
        Assert.Contains(first, listed.Output, StringComparison.Ordinal);
        Assert.All(listed.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));

        await SaysNothingWasDoneAsync("It is dead, dead: refused: gone.", "release", first);
        await DoesAsync("replay", "runs it again", "release", first, "--yes");
        Assert.Equal(0, (await RunAsync("ignore", second)).ExitCode);
        Assert.Equal(1, (await RunAsync("ignore", second)).ExitCode);
        Assert.Contains("no dead letters", (await RunAsync("dead")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_job_runs_again_with_yes_and_fresh_if_asked()
    {
        var job = await Story.CompleteAsync(7, "Lathe Works");

        await SaysNothingWasDoneAsync("contact.created of contact:7", "replay", job);
        await DoesAsync("fresh", "runs it again", "replay", job, "--fresh", "--yes");
    }

    [Fact]
    public async Task An_adoption_is_counted_and_done_with_yes()
    {
        var early = await RunAsync("adopt", Story.Tenant, "--owner", "KW", "7", "--wait", "0", "--json");
        var id = JsonElement.Parse(early.Output).GetProperty("id").GetString()!;
        Assert.Equal(1, early.ExitCode);
        await Story.CountAsync(id, ("contacts", 1200), ("wouldAdopt", 4711), ("humanChanged", 3));

        var counted = await SaysAsync(0, "Nothing was done.", "adopt", Story.Tenant, "--look", id);
        Assert.Contains("4,711", counted, StringComparison.Ordinal);
        Assert.Contains("owners KW 7", counted, StringComparison.Ordinal);
        var asked = await RunAsync("adopt", Story.Tenant, "--look", id, "--yes", "--wait", "0", "--by", "Anna");
        Assert.Contains("under way", asked.Output, StringComparison.Ordinal);
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal(("adopt", "Anna"), (job.Request, job.By));

        Assert.Equal(2, (await RunAsync("undo", Story.Tenant, "--look", id, "--yes")).ExitCode);
        Assert.Equal(2, (await RunAsync("adopt", Story.Tenant)).ExitCode);
        Assert.Equal(2, (await RunAsync("adopt", Story.Tenant, "--all", "--contact", "7")).ExitCode);
        Assert.Equal(2, (await RunAsync("adopt", Story.Tenant, "--all", "--wait", "-1")).ExitCode);
    }

    [Fact]
    public async Task An_undo_by_the_journal_waits_for_the_worker_and_shows_conflicts()
    {
        var counting = RunAsync("undo", Story.Tenant, "--from-snapshots", "--entity", "contact:7");
        var bulk = await Eventually.ValueAsync(() => Host.Services.GetRequiredService<Passes>().TakeAsync("test", [], Cancel), taken => taken.Pass is not null, cancellationToken: Cancel);
        await Host.Services.GetRequiredService<BulkRequests>().SaveAsync(
            bulk.Pass!, bulk.Pass!.Jobs[0].JobId, "", new Dictionary<string, long> { ["wouldRestore"] = 2, ["changedSince"] = 1 }, done: true, Cancel);

        var ended = await counting;
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("somebody changed since", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"connector undo Cust10001 --look {bulk.Pass.Jobs[0].JobId} --yes", string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private async Task SaysNothingWasDoneAsync(string says, params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains(says, ended.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was done.", ended.Output, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Story.TakeAsync());
    }

    private async Task DoesAsync(string request, string says, params string[] arguments)
    {
        var ended = await RunAsync([.. arguments, "--by", "Anna"]);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains(says, ended.Output, StringComparison.Ordinal);
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal((request, "Anna"), (job.Request, job.By));
    }
}
