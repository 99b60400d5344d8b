using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>The sync runs that match.</summary>
internal sealed class RunsCommand : AskingCommand
{
    private readonly Argument<string[]> _text = new("text") { Description = "Words that all stand in it: a name, contact:4711, an event's id, a value, an error.", Arity = ArgumentArity.ZeroOrMore };
    private readonly RunOptions _options = new();

    public RunsCommand() : base("runs", "Lists sync runs, the last changed first.")
    {
        Add(_text);
        _options.AddTo(this);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(_options.Path(parsed, parsed.GetValue(_text) is { Length: > 0 } words ? string.Join(' ', words) : null), cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        screen.List(
            answer, "No sync run matches.", ["changed (UTC)", "status", "run, and what happened"],
            run => [Screen.Time(run, "updatedAt"), RunText.Status(run), $"{RunText.Title(run)} ({RunText.Account(run)}, {Screen.Text(run, "tenant")})"],
            run => ["", "", $"{Screen.Text(run, "id")}: {RunText.Happened(run)}"]);
        var counts = answer.GetProperty("counts").EnumerateObject().Select(count => $"{count.Value.GetInt32():N0} {count.Name}").ToList();
        if (counts.Count > 0)
        {
            screen.Say($"In all: {string.Join(", ", counts)}.");
        }

        if (answer.TryGetProperty("next", out var next))
        {
            screen.Say($"There are more: --after {next.GetString()}");
        }

        if (answer.GetProperty("isBehind").GetBoolean())
        {
            screen.Say("There may be more: the dashboard is still reading Redis, or Redis does not answer it.");
        }
    }
}
