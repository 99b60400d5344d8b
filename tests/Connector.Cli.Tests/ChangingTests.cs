extern alias cli;

using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Terminal = cli::Connector.Cli.Asking.Terminal;

namespace Connector.Cli.Tests;

/// <summary>What is done to many records or jobs shows first what it would do, and does it with <c>--yes</c>, or when whoever sits at the terminal says so.</summary>
public sealed class ChangingTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task Proposals_are_shown_and_approved_with_yes()
    {
        await Story.ProposeAsync(7);

        await SaysNothingWasDoneAsync("Builds lathes", "approve", Story.Tenant, "contact:7");
        await SaysNothingWasDoneAsync("summary", "approve", Story.Tenant, "--all");
        await SaysNothingWasDoneAsync("summary", "approve", Story.Tenant, "--all", "--yes", "--dry-run");
        await SaysAsync(1, "There is nothing to do.", "approve", Story.Tenant, "contact:8");
        Assert.Equal(2, (await RunAsync("approve", Story.Tenant)).ExitCode);
        Assert.Equal(2, (await RunAsync("approve", Story.Tenant, "--all", "contact:7")).ExitCode);
        await DoesAsync("approve", "of 1 job. The", "approve", Story.Tenant, "--all", "--yes");
    }

    [Fact]
    public async Task Proposals_are_rejected_which_can_be_undone()
    {
        await Story.ProposeAsync(7);
        Assert.Equal((2, "Say why, for the record: --why."), (await RefusedAsync("reject", Story.Tenant, "--all", "--yes")) is var (code, error) ? (code, error.Split('\n')[0]) : default);

        var said = await SaysAsync(0, "1 proposal.", "reject", Story.Tenant, "--all", "--yes", "--why", "wrong industry");

        Assert.Contains("To undo it: connector undo Cust10001 --batch", string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        await SaysAsync(0, "There is nothing to do.", "approve", Story.Tenant, "--all");
        await SaysAsync(0, "wrong industry", "operations");
    }

    [Theory]
    [InlineData("n", "Nothing was done.", false)]
    [InlineData("", "Nothing was done.", false)]
    [InlineData("y\nwrong industry", "Rejected, as batch", true)]
    public async Task Whoever_sits_at_the_terminal_is_asked_whether_and_why(string typed, string says, bool isDone)
    {
        await Story.ProposeAsync(7);
        Terminal.Input = new StringReader(typed);
        try
        {
            var said = await SaysAsync(0, says, "reject", Story.Tenant, "contact:7");
            Assert.Contains("Do it? [y/N]", said, StringComparison.Ordinal);
            Assert.Equal(isDone, said.Contains("Why, for the record?", StringComparison.Ordinal));
            Assert.Equal(isDone ? 0 : 1, (await GetAsync($"{Tenant}/proposals")).GetProperty("total").GetInt32());
        }
        finally
        {
            Terminal.Input = null;
        }
    }

    [Fact]
    public async Task Records_are_erased_with_yes()
    {
        await Story.CompleteAsync(7, "Lathe Works");

        await SaysNothingWasDoneAsync("11   steps of their history", "erase", Story.Tenant, "contact:7");
        await DoesAsync("erase", "connector erasures lists it", "erase", Story.Tenant, "contact:7", "--yes", "--why", "asked by the person");
    }

    [Fact]
    public async Task Records_are_enriched_with_yes_once_the_cost_was_shown()
    {
        await SaysNothingWasDoneAsync("Cost: at most 2 analyses by the Company Explorer.", "enrich", Story.Tenant, "contact:7", "contact:8");
        await DoesAsync("replay", "Asked for, as batch", "enrich", Story.Tenant, "contact:7", "contact:8", "--yes");
    }

    [Fact]
    public async Task Dead_letters_are_shown_and_released_with_yes_and_another_is_ignored()
    {
        var (first, second) = (await Story.DieAsync(7), await Story.DieAsync(8));
        var listed = await RunAsync("dead");
        Assert.Contains(first, listed.Output, StringComparison.Ordinal);
        Assert.All(listed.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));

        await SaysNothingWasDoneAsync(first, "release", Story.Tenant, first);
        await DoesAsync("replay", "of 1 job", "release", Story.Tenant, first, "--yes");
        await SaysAsync(0, "1 dead letter.", "ignore", Story.Tenant, second, "--yes");
        await SaysAsync(1, "it is no dead letter", "ignore", Story.Tenant, second, "--yes");
        Assert.Contains("no dead letters", (await RunAsync("dead")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ended_jobs_run_again_with_yes_and_fresh_if_asked()
    {
        var job = await Story.CompleteAsync(7, "Lathe Works");

        await SaysNothingWasDoneAsync("contact:7", "replay", Story.Tenant, job);
        await SaysNothingWasDoneAsync("Cost: at most 1 analysis", "replay", Story.Tenant, job, "--fresh");
        await DoesAsync("fresh", "of 1 job", "replay", Story.Tenant, job, "--fresh", "--yes");
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
        Assert.Contains("A worker has not begun yet", asked.Output, StringComparison.Ordinal);
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal(("adopt", "Anna"), (job.Request, job.By));

        Assert.Equal(1, (await RunAsync("undo", Story.Tenant, "--look", id)).ExitCode);
        Assert.Equal(2, (await RunAsync("adopt", Story.Tenant)).ExitCode);
        Assert.Equal(2, (await RunAsync("adopt", Story.Tenant, "--all", "contact:7")).ExitCode);
        Assert.Equal(2, (await RunAsync("adopt", Story.Tenant, "--all", "--wait", "-1")).ExitCode);
    }

    [Fact]
    public async Task An_undo_waits_for_the_worker_and_shows_conflicts()
    {
        var counting = RunAsync("undo", Story.Tenant, "contact:7", "--from-snapshots");
        var preview = "";
        await Eventually.TrueAsync(async () => (preview = Latest((await GetAsync("/api/runs")).GetProperty("items"))).Length > 0, cancellationToken: Cancel);
        await Story.CountAsync(preview, ("wouldRestore", 2), ("changedSince", 1));

        var ended = await counting;
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("somebody changed since", ended.Output, StringComparison.Ordinal);
        Assert.Contains("before us", ended.Output, StringComparison.Ordinal);
        Assert.Contains("opener: somebody changed it since", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"connector undo Cust10001 --look {preview} --why … --yes", string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(ended.Output);

        static string Latest(JsonElement runs) => runs.EnumerateArray().Select(run => Text(run, "id")).FirstOrDefault("");
    }

    private async Task SaysNothingWasDoneAsync(string says, params string[] arguments)
    {
        var said = await SaysAsync(0, says, arguments);
        Assert.Contains("Nothing was done.", said, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Story.TakeAsync());
    }

    private async Task DoesAsync(string request, string says, params string[] arguments)
    {
        await SaysAsync(0, says, [.. arguments, "--by", "Anna"]);
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal((request, "Anna"), (job.Request, job.By));
    }
}
