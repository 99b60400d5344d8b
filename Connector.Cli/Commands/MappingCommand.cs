using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Commands;

/// <summary>Whether a tenant has the fields that are mapped.</summary>
internal sealed class MappingCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();

    public MappingCommand() : base("mapping", "Says which mapped fields the tenant has, and what may have been meant. Exit code 1 if a field is left out.") => Add(_tenant);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.PathOf(parsed, _tenant, "mapping"), cancellationToken);

    protected override int Judge(JsonElement answer) => answer.GetProperty("isComplete").GetBoolean() ? ExitCode.Good : ExitCode.Bad;

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        var fields = answer.GetProperty("fields").EnumerateArray().ToList();
        screen.Table(
            ["entity", "field", "ProgId", "label", "type", "used"],
            fields.Select(f => new[]
            {
                Screen.Text(f, "entity"), Screen.Text(f, "field"), Screen.Text(f, "progId"), Screen.Text(f, "label"), Screen.Text(f, "type"), Works(f) ? "yes" : "NO",
            }));
        foreach (var field in fields)
        {
            ShowFindings(screen, field);
        }

        screen.Say($"Checked at {Screen.Time(answer, "checkedAt")} UTC.");
    }

    private static void ShowFindings(Screen screen, JsonElement field)
    {
        foreach (var finding in field.GetProperty("findings").EnumerateArray())
        {
            screen.Say($"{Screen.Text(field, "entity")} {Screen.Text(field, "field")}: {Screen.Text(finding, "text")}", Works(field) ? null : Color.Red);
            foreach (var candidate in finding.GetProperty("nearest").EnumerateArray())
            {
                screen.Say($"  meant {Screen.Text(candidate, "progId")}, {Screen.Text(candidate, "label")} ({Screen.Text(candidate, "type")})?");
            }
        }
    }

    private static bool Works(JsonElement field) => field.GetProperty("works").GetBoolean();
}
