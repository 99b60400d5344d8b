using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What may be done to a tenant.</summary>
internal sealed class LimitsCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();

    public LimitsCommand() : base("limits", "Says what may be done to a tenant: its mode, the brake, write stops, accounts written.") => Add(_tenant);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.PathOf(parsed, _tenant, "limits"), cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => LimitsText.Show(screen, parsed.GetRequiredValue(_tenant), answer);
}
