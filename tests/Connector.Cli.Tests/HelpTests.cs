extern alias cli;

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using cli::Connector.Cli.Help;
using CommandLine = cli::Connector.Cli.CommandLine;

namespace Connector.Cli.Tests;

/// <summary>Help, completion, and what programs get: every command has examples that can be typed.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. Leaves(CommandLine.Root()).Select(HelpWithExamples.PathOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_examples_that_can_be_typed_and_shows_them_in_its_help(string path)
    {
        var examples = Examples.Of(path);
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            Assert.StartsWith(path, example, StringComparison.Ordinal);
            Assert.Empty(CommandLine.Root().Parse(CommandLineParser.SplitCommandLine(example).ToArray()).Errors);
        });

        var help = await Cli.RunAsync(TestContext.Current.CancellationToken, [.. path.Split(' '), "--help"]);

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains($"Examples:\n  connector {examples[0]}\n", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_guessed_too()
    {
        var ended = await Cli.RunAsync(TestContext.Current.CancellationToken, "doctor", "--adress", "x");

        Assert.Equal((2, "connector doctor has no option --adress. Did you mean --address?\nSee connector doctor --help.\n"), (ended.ExitCode, ended.Error));
    }

    [Theory]
    [InlineData(2, "nonsense", "--json")]
    [InlineData(2, "who-am-i", "--context", "nobody", "--json")]
    [InlineData(3, "audit", "--url", "http://127.0.0.1:9", "--json")]
    public async Task With_json_an_error_is_the_one_document_on_stdout(int exitCode, params string[] arguments)
    {
        var ended = await Cli.RunAsync(TestContext.Current.CancellationToken, arguments);

        Assert.Equal((exitCode, ""), (ended.ExitCode, ended.Error));
        var error = JsonElement.Parse(ended.Output).GetProperty("error");
        Assert.Equal(exitCode, error.GetProperty("exitCode").GetInt32());
        Assert.NotEqual("", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("bash", "complete -F _connector connector")]
    [InlineData("zsh", "compdef _connector connector")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task The_script_of_each_shell_asks_the_command_itself(string shell, string says)
    {
        var ended = await Cli.RunAsync(TestContext.Current.CancellationToken, "completion", shell);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(says, ended.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_without_a_script_is_refused_with_those_that_have_one() =>
        Assert.Contains("there are bash, zsh, pwsh", (await Cli.RunAsync(TestContext.Current.CancellationToken, "completion", "fish")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Words_are_completed()
    {
        var process = await CliProcess.RunAsync(new("http://127.0.0.1:9"), null, TestContext.Current.CancellationToken, "[suggest:21]", "connector webhooks re");

        Assert.Equal((0, "register\n"), (process.ExitCode, process.Output));
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves).Concat(command.Action is null ? [] : [command]);
}
