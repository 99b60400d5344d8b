using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Raises or lowers a tenant's mode. Lowering is done at once: it may be urgent.</summary>
internal sealed class ModeCommand : AskingCommand
{
    private static readonly (string Mode, string Meaning)[] Modes =
    [
        ("observe", "records are read, and nothing is asked of the Company Explorer"),
        ("propose", "analyses are asked for, which cost, and differences wait for approval"),
        ("write", "analyses are asked for, which cost, and differences are written to the CRM"),
    ];

    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Argument<string> _mode = new("mode") { Description = "What may be done: observe (read, decide), propose (enrich, store the differences), write." };
    private readonly Option<string> _reason = CommonOptions.Reason();
    private readonly Option<bool> _yes = new("--yes") { Description = "Raise it. Without it, what that would change is shown; a mode is lowered at once." };
    private readonly Option<string> _by = CommonOptions.By();

    public ModeCommand() : base("mode", "Lowers a tenant's mode; with --yes raises it, also after the brake; never above the worker's settings. Needs the key.")
    {
        _mode.AcceptOnlyFromAmong([.. Modes.Select(one => one.Mode)]);
        Add(_tenant);
        Add(_mode);
        Add(_reason);
        Add(_yes);
        Add(_by);
    }

    protected override async Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_yes))
        {
            var limits = await dashboard.GetAsync(CommonOptions.PathOf(parsed, _tenant, "limits"), cancellationToken);
            if (IsRaise(limits, parsed))
            {
                return limits;
            }
        }

        return await dashboard.PostAsync(
            CommonOptions.PathOf(parsed, _tenant, "mode"),
            new { by = parsed.GetRequiredValue(_by), mode = parsed.GetRequiredValue(_mode), reason = parsed.GetRequiredValue(_reason) },
            cancellationToken);
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        LimitsText.Show(screen, parsed.GetRequiredValue(_tenant), answer);
        if (IsRaise(answer, parsed))
        {
            var (mode, meaning) = Modes[RankOf(parsed.GetRequiredValue(_mode))];
            screen.Say($"It would be raised to {mode}: {meaning}, as far as the worker's settings allow.");
            screen.Say("Nothing was done. To do it, repeat the command with --yes.");
        }
    }

    // Where nobody has set a mode, the one in the worker's settings counts alone, and none that is set here can be above it.
    private bool IsRaise(JsonElement limits, ParseResult parsed) =>
        Screen.Text(limits, "mode") is { Length: > 0 } present && RankOf(parsed.GetRequiredValue(_mode)) > RankOf(present);

    private static int RankOf(string mode) => Array.FindIndex(Modes, one => one.Mode == mode);
}
