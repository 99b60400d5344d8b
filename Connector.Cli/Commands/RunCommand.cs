using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>One sync run.</summary>
internal sealed class RunCommand : AskingCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The run's, or as much of its beginning as no other has, four characters at least." };

    public RunCommand() : base("run", "Shows one sync run: its events, what was found out and done, and its timeline.") => Add(_id);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync($"api/runs/{Names.Run(parsed.GetRequiredValue(_id))}", cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        var run = answer.GetProperty("run");
        screen.Say($"{RunText.Title(run)} ({RunText.Account(run)}, {Screen.Text(run, "tenant")}): {RunText.Status(run)}");
        screen.Say($"{Screen.Text(run, "id")}: {RunText.Happened(run)}");
        var fields = answer.GetProperty("reports").EnumerateArray().SelectMany(report => report.GetProperty("fields").EnumerateArray(), (report, field) => (report, field)).ToList();
        if (fields.Count > 0)
        {
            screen.Table(["of", "field", "decision, and why", "found", "answer"], fields.Select(one =>
            {
                var (found, proposed) = FieldText.Of(one.field);
                return new[] { Screen.Text(one.report, "entity"), Screen.Text(one.field, "field"), $"{Screen.Text(one.field, "decision")}: {Screen.Text(one.field, "why")}", found, proposed };
            }));
        }

        screen.Table(["received (UTC)", "job, and its event", "state", "outcome, and why"], answer.GetProperty("jobs").EnumerateArray().Select(job => new[]
        {
            Screen.Time(job, "receivedAt"),
            $"{Screen.Text(job, "id")} {Screen.Text(job, "event")} {Screen.Text(job, "entity")}",
            Screen.Text(job, "state"),
            string.Join(' ', new[] { Screen.Text(job, "outcome"), Screen.Text(job, "reason"), Screen.Text(job, "error") }.Where(part => part.Length > 0)),
        }));
        screen.Table(["at (UTC)", "what", "how"], answer.GetProperty("timeline").EnumerateArray().Select(line => new[]
        {
            Screen.Time(line, "at"), Screen.Text(line, "kind"), Screen.Text(line, "text"),
        }));
    }
}
