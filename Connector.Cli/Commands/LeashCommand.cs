using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>How short a tenant is kept.</summary>
internal sealed class LeashCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();

    public LeashCommand() : base("leash", "Says what may be done to a tenant: its mode, the brake, write stops, accounts written.") => Add(_tenant);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.PathOf(parsed, _tenant, "leash"), cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => LeashText.Show(screen, parsed.GetRequiredValue(_tenant), answer);
}
