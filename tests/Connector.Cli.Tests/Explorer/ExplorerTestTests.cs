extern alias cli;

using CommandLine = cli::Connector.Cli.CommandLine;

namespace Connector.Cli.Tests.Explorer;

/// <summary>The conformance test of docs/company-explorer.md: what it says of services that break a rule each.</summary>
public sealed class ExplorerTestTests : IDisposable
{
    private readonly string _password = Path.GetTempFileName();

    public ExplorerTestTests() => File.WriteAllText(_password, StrangeExplorer.Password + "\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_password);

    [Theory]
    [InlineData("--user")]
    [InlineData("--api-key-file")]
    public async Task Whoever_keeps_all_rules_passes_and_its_cost_is_said(string credentials)
    {
        await using var explorer = await StrangeExplorer.StartAsync("", Cancel);
        string[] given = credentials == "--user" ? ["--user", "connector", "--password-file", _password] : ["--api-key-file", _password];

        var (exitCode, says, _) = await RunAsync(["explorer", "test", explorer.Address.ToString(), "--ask", .. given]);

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("! ", says, StringComparison.Ordinal);
        Assert.Contains("✓ company: success, with vertical_name, summary, website.", says, StringComparison.Ordinal);
        Assert.Contains("✓ unknown company: not_found.", says, StringComparison.Ordinal);
        Assert.Contains("By its own word this cost 0.06 EUR.", says, StringComparison.Ordinal);
        Assert.Equal(5, explorer.Questions); // one of them twice
    }

    [Fact]
    public async Task Without_the_option_nothing_is_asked_that_costs()
    {
        await using var explorer = await StrangeExplorer.StartAsync("", Cancel);

        var (exitCode, says, _) = await TestAsync(explorer, ask: false);

        Assert.Equal((0, 0), (exitCode, explorer.Questions));
        Assert.Contains("It lets us in.", says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page", 1, "✗ no question: a page answers, not the service")]
    [InlineData("redirect", 1, "✗ no question: it redirects (302)")]
    [InlineData("down", 1, "✗ no question: it is in trouble (503)")]
    [InlineData("surprised", 0, "! no question: a post without a body is answered 500")]
    [InlineData("question first", 1, "✗ wrong credentials: answered 422: look at the credentials first")]
    [InlineData("open to all", 1, "✗ without credentials: answered 422")]
    [InlineData("other status", 1, "✗ company: its status is none of success, processing, not_found, error.")]
    [InlineData("other company", 0, "! which company: asked about SuperOffice AS, it speaks of Zebra Ltd.")]
    [InlineData("no company", 0, "! which company: company_name is missing")]
    [InlineData("company is a number", 1, "✗ company: company_name is a number, not a text")]
    [InlineData("summary is a list", 0, "! company: summary is a list, not a text: it is passed over.")]
    [InlineData("long", 0, "! company: vertical_name has 1,200 characters: it is cut after 199.")]
    [InlineData("sure beyond measure", 0, "! company: confidence is no number from 0 to 1")]
    [InlineData("cost without currency", 0, "! company: cost has no amount and currency")]
    [InlineData("no cost", 0, "What this cost it did not say.")]
    [InlineData("another answer each time", 0, "! same key: the same question by the same Idempotency-Key is answered otherwise (summary)")]
    [InlineData("nothing for persons", 0, "! person: neither role_name nor texts")]
    [InlineData("guesses", 0, "! unknown company: a company that does not exist is known")]
    [InlineData("slow", 0, "✓ company: success")]
    [InlineData("never ready", 0, "! company: still processing after 1 s: give it longer by --wait.")]
    public async Task A_broken_rule_is_named_with_what_follows(string breaks, int expected, string says)
    {
        await using var explorer = await StrangeExplorer.StartAsync(breaks, Cancel);

        var (exitCode, output, _) = await TestAsync(explorer, ask: true, "--wait", breaks == "never ready" ? "1" : "60");

        Assert.Equal(expected, exitCode);
        Assert.Contains(says, string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain(StrangeExplorer.Password, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "The address must be https", "http://explorer.example.com", "--user", "x")]
    [InlineData(2, "The address must be one such as", "explorer.example.com", "--user", "x")]
    [InlineData(2, "Give either --user, or --api-key-file.", "http://localhost:1")]
    [InlineData(2, "The secret's file cannot be read", "http://localhost:1", "--api-key-file", "/nowhere/key")]
    public async Task What_is_missing_or_wrong_on_the_command_line_is_said(int expected, string says, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(["explorer", "test", .. arguments]);

        Assert.Equal((expected, ""), (exitCode, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> TestAsync(StrangeExplorer explorer, bool ask, params string[] more) =>
        RunAsync(["explorer", "test", explorer.Address.ToString(), "--user", "connector", "--password-file", _password, .. ask ? ["--ask"] : Array.Empty<string>(), .. more]);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, output, error, Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString() + error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
