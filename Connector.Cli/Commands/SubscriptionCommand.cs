using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Commands;

/// <summary>How a tenant's webhook is, as the worker that looks after it saw it last.</summary>
internal sealed class SubscriptionCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();

    public SubscriptionCommand() : base(
        "subscription", "Says how the tenant's webhook is, and what was found that no event told of. Exit code 1 if events are lost, or soon will be.") => Add(_tenant);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.PathOf(parsed, _tenant, "subscription"), cancellationToken);

    protected override int Judge(JsonElement answer) => answer.GetProperty("findings").EnumerateArray().Any(IsUrgent) ? ExitCode.Bad : ExitCode.Good;

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        screen.Table(
            ["id", "name", "state", "failures left", "failed", "target"],
            answer.GetProperty("webhooks").EnumerateArray().Select(one => new[]
            {
                one.GetProperty("id").GetRawText(), Screen.Text(one, "name"), Screen.Text(one, "state"), Screen.Number(one, "failuresLeft"), Screen.Number(one, "totalErrors"),
                Screen.Text(one, "target"),
            }));
        foreach (var finding in answer.GetProperty("findings").EnumerateArray())
        {
            screen.Say(Screen.Text(finding, "text"), IsUrgent(finding) ? Color.Red : null);
            screen.Say($"  {Screen.Text(finding, "remedy")}");
        }

        ShowCatchUp(screen, answer, "catchUp", "What changed since {0} UTC is looked for, because {1}: {2} records so far, and no event told of {3}.");
        ShowCatchUp(screen, answer, "lastCatchUp", "Caught up from {0} UTC on, because {1}: of {2} records that had changed, no event had told of {3}.");
        screen.Say($"Looked at {Screen.Time(answer, "lookedAt")} UTC.");
    }

    private static void ShowCatchUp(Screen screen, JsonElement answer, string which, string sentence)
    {
        if (answer.TryGetProperty(which, out var search) && search.ValueKind == JsonValueKind.Object)
        {
            screen.Say(string.Format(
                System.Globalization.CultureInfo.InvariantCulture, sentence,
                Screen.Time(search, "since"), Screen.Text(search, "reason"), Screen.Number(search, "changed"), Screen.Number(search, "untold")));
        }
    }

    private static bool IsUrgent(JsonElement finding) => finding.GetProperty("isUrgent").GetBoolean();
}
