extern alias cli;

using System.Text;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;

namespace Connector.Cli.Tests;

public sealed class RunTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task Runs_are_listed_searched_and_shown_by_the_beginning_of_their_id()
    {
        var id = await Story.CompleteAsync(4711, "Drehbank Works");
        await Story.DieAsync(4712);

        var all = await SaysAsync(0, "Drehbank Works (contact:4711, Cust10001)", "runs");
        Assert.Contains("In all: 1 completed, 1 failed.", all, StringComparison.Ordinal);
        Assert.DoesNotContain("4712", await SaysAsync(0, id, "runs", "drehbank", "works", "--status", "completed", "--since", "1h"), StringComparison.Ordinal);
        await SaysAsync(0, "gone", "runs", "--error", "refused");
        await SaysAsync(0, "No sync run matches.", "runs", "nothing", "of", "the", "kind");
        await SaysAsync(0, "There are more: --after ", "runs", "--take", "1");

        var run = await SaysAsync(0, "Drehbank Works (contact:4711, Cust10001): completed", "run", id[..31]);
        Assert.Contains("a human changed it", string.Join(' ', run.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("finished", run, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'status' must be one of", "runs", "--status", "done")]
    [InlineData("'since' must be a moment", "runs", "--since", "yesterday")]
    [InlineData("There is no tenant Cust10010", "runs", "--tenant", "Cust10010")]
    [InlineData("There is no sync run 00000000", "run", "00000000")]
    [InlineData("There is no sync run ../holds", "run", "../holds")]
    [InlineData("There is no tenant Cust10010", "tail", "--tenant", "Cust10010")]
    public async Task What_is_not_understood_is_refused(string says, params string[] arguments)
    {
        var (exitCode, error) = await RefusedAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_says_what_each_is_and_which_command_goes_on()
    {
        var id = await Story.CompleteAsync(4711, "Drehbank Works");
        var dead = await Story.DieAsync(4712);

        var company = await SaysAsync(0, "company", "find", "drehbank");
        Assert.Contains("connector explain Cust10001 contact:4711", company, StringComparison.Ordinal);
        Assert.Contains($"connector run {id}", company, StringComparison.Ordinal);
        Assert.Contains($"connector release Cust10001 {dead}", await SaysAsync(0, "dead letter", "find", "contact:4712"), StringComparison.Ordinal);
        await SaysAsync(0, "Nothing is known of that.", "find", "nothing of the kind");
        Assert.Equal(id, JsonElement.Parse((await RunAsync("find", "4711", "--json")).Output).GetProperty("runs")[0].GetProperty("id").GetString());

    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tail_writes_a_line_for_each_change_until_it_is_ended(bool json)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await Story.CompleteAsync(4711, "Before");
        using var output = new Lines();
        using var error = new StringWriter();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var tail = cli::Connector.Cli.CommandLine.RunAsync(["tail", "--url", Host.Address.ToString(), .. json ? (string[])["--json"] : []], output, error, end.Token);
        await output.BegunAsync(() => Story.SkipAsync(4712), Cancel);

        await Story.CompleteAsync(4713, "New\u202EName");
        await Eventually.TrueAsync(() => Task.FromResult(output.All.Any(line => line.Contains("4713", StringComparison.Ordinal) && line.Contains("completed", StringComparison.Ordinal))), cancellationToken: Cancel);
        await end.CancelAsync();

        Assert.Equal(0, await tail);
        Assert.Equal("", error.ToString());
        Assert.DoesNotContain(output.All, line => line.Contains("Before", StringComparison.Ordinal));
        Assert.All(output.All, line => Assert.True(json ? JsonElement.Parse(line).ValueKind == JsonValueKind.Object : !line.Contains('\u202E', StringComparison.Ordinal)));
    }

    /// <summary>What a command has written so far, line by line.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_gate)
                {
                    return [.. _lines];
                }
            }
        }

        public override Encoding Encoding => Encoding.UTF8;

        public override Task WriteLineAsync(string? value)
        {
            lock (_gate)
            {
                _lines.Add(value ?? "");
            }

            return Task.CompletedTask;
        }

        /// <summary>Lets something happen again and again until it is written of: then the command looks.</summary>
        public Task BegunAsync(Func<Task> happen, CancellationToken cancellationToken) => Eventually.TrueAsync(
            async () =>
            {
                await happen();
                return All.Count > 0;
            },
            cancellationToken: cancellationToken);
    }
}
