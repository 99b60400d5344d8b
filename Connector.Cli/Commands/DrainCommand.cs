using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Lets work end before a deployment, and begin again after it.</summary>
internal sealed class DrainCommand : Command
{
    public DrainCommand() : base("drain", "Lets work end for a deployment: nothing new is begun, events are accepted and wait.")
    {
        Add(new Status());
        Add(new Turn("on", "Begins a drain. Needs the key.", true));
        Add(new Turn("off", "Ends a drain. Needs the key.", false));
    }

    private static void Tell(Screen screen, JsonElement answer) => screen.Say(
        answer.GetProperty("on").GetBoolean()
            ? $"Drained by {Screen.Text(answer, "who")} since {Screen.Time(answer, "since")} UTC: nothing new is begun."
            : "Not drained: work goes on.");

    private sealed class Status() : AskingCommand("status", "Says whether it is drained, by whom and since when.")
    {
        protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
            dashboard.GetAsync("api/drain", cancellationToken);

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => Tell(screen, answer);
    }

    private sealed class Turn : AskingCommand
    {
        private readonly Option<string> _by = CommonOptions.By();
        private readonly bool _on;

        public Turn(string name, string description, bool on) : base(name, description)
        {
            _on = on;
            Add(_by);
        }

        protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
            dashboard.PostAsync("api/drain", new { by = parsed.GetRequiredValue(_by), on = _on }, cancellationToken);

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => Tell(screen, answer);
    }
}
