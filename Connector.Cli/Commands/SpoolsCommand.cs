using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What is on an ingress' disk and not in Redis yet.</summary>
internal sealed class SpoolsCommand() : AskingCommand("spools", "Lists events that were answered and are on an ingress' disk, not in Redis yet.")
{
    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync("api/spools", cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.List(
        answer, "All spools are empty.", ["spool", "#events", "since (UTC)", "told (UTC)"],
        spool => [Screen.Text(spool, "file"), Screen.Number(spool, "events"), Screen.Time(spool, "since"), Screen.Time(spool, "toldAt")]);
}
