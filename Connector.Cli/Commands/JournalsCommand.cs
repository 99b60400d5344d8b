using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Directories of journals on several machines.</summary>
internal sealed class JournalsCommand : Command
{
    public JournalsCommand() : base("journals", "Lists the directories of journals, one for each machine, and forgets one whose disk is gone.")
    {
        Add(new List());
        Add(new Forget());
    }

    private static string StateOf(JsonElement directory)
    {
        var state = Screen.Time(directory, "forgottenAt") is { Length: > 0 } at ? $"forgotten {at} by {Screen.Text(directory, "forgottenBy")}: {Screen.Text(directory, "reason")}"
            : directory.GetProperty("isLive").GetBoolean() ? "in use"
            : "no worker";
        return directory.GetProperty("dropped").GetInt64() == 0 ? state : $"{state}; {Screen.Number(directory, "dropped")} more to erase are not known any more";
    }

    private sealed class List() : ListCommand("list", "Lists them: who used each last, and how many erasures it has still to do.", "api/journals")
    {
        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.List(
            answer, "No worker has a directory of journals.", ["directory, host and state", "last seen (UTC)", "#to erase"],
            one => [Screen.Text(one, "id"), Screen.Time(one, "seenAt"), Screen.Number(one, "due")],
            one => [$"{Screen.Text(one, "host")}: {StateOf(one)}", "", ""]);
    }

    private sealed class Forget : AskingCommand
    {
        private readonly Argument<string> _directory = new("directory") { Description = "Its id, as connector journals list and connector erasures show it." };
        private readonly Option<string> _reason = CommonOptions.Reason();
        private readonly Option<string> _by = CommonOptions.By();

        public Forget() : base("forget", "Says that one no longer exists, nor its disk: erasures and undo wait for it no longer. Needs the key.")
        {
            Add(_directory);
            Add(_reason);
            Add(_by);
        }

        protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.PostAsync(
            $"api/journals/{Names.Directory(parsed.GetRequiredValue(_directory))}/forget",
            new { by = parsed.GetRequiredValue(_by), reason = parsed.GetRequiredValue(_reason) },
            cancellationToken);

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.Say(
            $"The journals of {Screen.Text(answer, "host")} are forgotten. Should they come back, they erase first what they missed: {Screen.Number(answer, "due")} records so far.");
    }
}
