using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Says whether Redis has lost data, and lets a person accept it.</summary>
internal sealed class LossCommand : Command
{
    public LossCommand() : base("loss", "Says whether Redis has lost data; while a loss is open, only empty and proven fields are written.")
    {
        Add(new Status());
        Add(new Accept());
    }

    private static void Tell(Screen screen, JsonElement answer)
    {
        if (answer.GetProperty("last") is not { ValueKind: JsonValueKind.Object } last)
        {
            screen.Say("No loss of data has been noticed.");
            return;
        }

        screen.Say($"Data {Screen.Text(last, "kind")}, noticed {Screen.Time(last, "since")} UTC.");
        screen.Say(answer.GetProperty("open").GetBoolean()
            ? "Open: only empty fields, and those proven to be ours, are written."
            : $"Over: accepted by {Screen.Text(last, "endedBy")}, {Screen.Time(last, "endedAt")} UTC.");
    }

    private sealed class Status() : AskingCommand("status", "Shows the last loss.")
    {
        protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
            dashboard.GetAsync("api/loss", cancellationToken);

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => Tell(screen, answer);
    }

    private sealed class Accept : AskingCommand
    {
        private readonly Option<string> _by = CommonOptions.By();

        public Accept() : base("accept", "Accepts an open loss: everything is written again, with the ledger as it is. Needs the key.") => Add(_by);

        protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
            dashboard.PostAsync("api/loss/accept", new { by = parsed.GetRequiredValue(_by) }, cancellationToken);

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => Tell(screen, answer);
    }
}
