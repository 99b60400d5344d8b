using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Forgets a contact or person.</summary>
internal sealed class EraseCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Argument<string> _entity = new("entity") { Description = "Such as contact:4711 or person:981." };
    private readonly Option<bool> _yes = CommonOptions.Yes();
    private readonly Option<string> _by = CommonOptions.By();

    public EraseCommand() : base("erase", "Erases everything that is held of a contact or person; the CRM is not changed. Cannot be undone. With --yes, it needs the key.")
    {
        Add(_tenant);
        Add(_entity);
        Add(_yes);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (tenant, entity) = (Names.Tenant(parsed.GetRequiredValue(_tenant)), Names.Entity(parsed.GetRequiredValue(_entity)));
        return parsed.GetValue(_yes)
            ? dashboard.PostAsync($"api/tenants/{tenant}/erase", new { by = parsed.GetRequiredValue(_by), entity = parsed.GetRequiredValue(_entity) }, cancellationToken)
            : dashboard.GetAsync($"api/explain/{tenant}/{entity}", cancellationToken);
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (parsed.GetValue(_yes))
        {
            screen.Say($"Asked for, as job {Screen.Text(answer, "jobId")}. Once a worker has done it, connector erasures lists it.");
            return;
        }

        var (steps, written) = (answer.GetProperty("steps").GetArrayLength(), answer.GetProperty("written").EnumerateObject().Count());
        screen.Say($"Of {Screen.Text(answer, "entity")} {steps} steps and {written} fields that we wrote are known. All of it would be forgotten; an undo of our writes is not possible afterwards.");
        screen.Say("Nothing was done. To do it, repeat the command with --yes.");
    }
}
