using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What is on an ingress' disk and not in Redis yet.</summary>
internal sealed class SpoolsCommand() : ListCommand("spools", "Lists events that were answered and are on an ingress' disk, not in Redis yet.", "api/spools")
{
    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.List(
        answer, "All spools are empty.", ["spool", "#events"],
        spool => [Screen.Text(spool, "file"), Screen.Number(spool, "events")],
        spool => [$"since {Screen.Time(spool, "since")}, last reported {Screen.Time(spool, "reportedAt")} (UTC)", ""]);
}
