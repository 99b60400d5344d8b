using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Raises or lowers a tenant's mode.</summary>
internal sealed class ModeCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Argument<string> _mode = new("mode") { Description = "What may be done: observe (read, decide), propose (enrich, store the differences), write." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why, for whoever asks: 1 to 500 characters.", Required = true };
    private readonly Option<string> _by = CommonOptions.By();

    public ModeCommand() : base("mode", "Raises or lowers a tenant's mode, also after the brake; never above the worker's settings. Needs the key.")
    {
        _mode.AcceptOnlyFromAmong("observe", "propose", "write");
        Add(_tenant);
        Add(_mode);
        Add(_reason);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.PostAsync(
        CommonOptions.PathOf(parsed, _tenant, "mode"),
        new { by = parsed.GetRequiredValue(_by), mode = parsed.GetRequiredValue(_mode), reason = parsed.GetRequiredValue(_reason) },
        cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => LeashText.Show(screen, parsed.GetRequiredValue(_tenant), answer);
}
