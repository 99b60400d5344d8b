using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Lets a held tenant's work go on.</summary>
internal sealed class ResumeCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Option<string> _by = CommonOptions.By();

    public ResumeCommand() : base("resume", "Lifts a tenant's hold, whoever made it. Needs the key.")
    {
        Add(_tenant);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.PostAsync(
        CommonOptions.PathOf(parsed, _tenant, "resume"), new { by = parsed.GetRequiredValue(_by) }, cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.Say($"{parsed.GetValue(_tenant)} goes on.");
}
