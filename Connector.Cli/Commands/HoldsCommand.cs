using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Which tenants wait, and why.</summary>
internal sealed class HoldsCommand() : ListCommand("holds", "Lists the tenants whose work waits, and why.", "api/holds")
{
    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.List(
        answer, "No tenant is held.", ["tenant", "since (UTC)", "by", "reason"],
        hold => [Screen.Text(hold, "tenant"), Screen.Time(hold, "since"), Screen.Text(hold, "by") is { Length: > 0 } by ? by : "worker", Screen.Text(hold, "reason")]);
}
