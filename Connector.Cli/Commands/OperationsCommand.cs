using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What people changed.</summary>
internal sealed class OperationsCommand : AskingCommand
{
    private readonly Option<int?> _take = CommonOptions.Take();

    public OperationsCommand() : base("operations", "Lists what people changed, the last first.") => Add(_take);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.Query("api/operations", ("take", parsed.GetValue(_take))), cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.List(
        answer, "Nobody has changed anything.", ["at (UTC)", "by", "what, and why"],
        done => [Screen.Time(done, "at"), Screen.Text(done, "by"), $"{Screen.Text(done, "what")} {Screen.Text(done, "target")}".TrimEnd()],
        done => Screen.Text(done, "detail") is { Length: > 0 } detail ? ["", "", detail] : []);
}
