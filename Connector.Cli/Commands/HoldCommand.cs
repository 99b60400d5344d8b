using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Lets a tenant's work wait.</summary>
internal sealed class HoldCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Option<string> _reason = CommonOptions.Reason();
    private readonly Option<string> _by = CommonOptions.By();

    public HoldCommand() : base("hold", "Holds a tenant until somebody resumes it: its events are accepted and wait. Needs the key.")
    {
        Add(_tenant);
        Add(_reason);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.PostAsync(
        CommonOptions.PathOf(parsed, _tenant, "hold"),
        new { by = parsed.GetRequiredValue(_by), reason = parsed.GetRequiredValue(_reason) },
        cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) =>
        screen.Say($"{Screen.Text(answer, "tenant")} is held since {Screen.Time(answer, "since")} UTC: {Screen.Text(answer, "reason")}");
}
