using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Stops the writes to a tenant, or to all, at once.</summary>
internal sealed class StopWritesCommand() : WriteStopCommand(
    "stop-writes", "Stops the writes to a tenant, or to all, before the next one is sent, until somebody allows them. Needs the key.", true);

/// <summary>Lifts such a stop.</summary>
internal sealed class AllowWritesCommand() : WriteStopCommand(
    "allow-writes", "Lifts the write stop of a tenant, or the one of all; one does not lift the other. Needs the key.", false);

/// <summary>Sets or lifts a write stop.</summary>
internal abstract class WriteStopCommand : AskingCommand
{
    private readonly Argument<string?> _tenant = new("tenant") { Description = "Such as Cust12345; all if not given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _reason = CommonOptions.OptionalReason();
    private readonly Option<string> _by = CommonOptions.By();
    private readonly bool _on;

    protected WriteStopCommand(string name, string description, bool on) : base(name, description)
    {
        _on = on;
        Add(_tenant);
        Add(_reason);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.PostAsync(
        parsed.GetValue(_tenant) is { } tenant ? $"api/tenants/{Names.Tenant(tenant)}/write-stop" : "api/write-stop",
        new { by = parsed.GetRequiredValue(_by), on = _on, reason = parsed.GetValue(_reason) },
        cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (parsed.GetValue(_tenant) is { } tenant)
        {
            LimitsText.Show(screen, tenant, answer);
        }
        else if (answer.GetProperty("on").GetBoolean())
        {
            LimitsText.ShowStop(screen, "Writes to all tenants are stopped", answer);
        }
        else
        {
            screen.Say("Writes are not stopped for all tenants. A tenant may have a stop of its own: connector limits names it.");
        }
    }
}
