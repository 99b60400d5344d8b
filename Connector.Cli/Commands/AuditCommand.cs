using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Commands;

/// <summary>Whether every accepted job is in exactly one place.</summary>
internal sealed class AuditCommand : AskingCommand
{
    private static readonly string[] Places = ["accepted", "waiting", "scheduled", "processing", "finished", "dead", "duplicates", "spooled"];

    private readonly Option<bool> _deep = new("--deep") { Description = "Look at every job, account, pass, run and ledger. Takes up to a minute; changes nothing." };

    public AuditCommand() : base("audit", "Counts where all jobs are. Exit code 1 if something is lost or contradicts itself.") => Add(_deep);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(parsed.GetValue(_deep) ? "api/audit?deep=true" : "api/audit", cancellationToken);

    protected override int Judge(JsonElement answer) =>
        (answer.TryGetProperty("clean", out var clean) ? clean : answer.GetProperty("balanced")).GetBoolean() ? ExitCode.Good : ExitCode.Bad;

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        var deep = answer.TryGetProperty("count", out var count);
        var places = deep ? count : answer;
        screen.Table(["jobs", "#count"], Places.Select(place => new[] { place, Screen.Number(places, place) }));
        var balanced = places.GetProperty("balanced").GetBoolean();
        screen.Say(
            balanced ? "Balanced: every accepted job is in exactly one place." : "NOT BALANCED: accepted is not waiting + scheduled + processing + finished + dead.",
            balanced ? Color.Green : Color.Red);
        ShowKept(screen, places);
        if (deep)
        {
            ShowDeep(screen, answer);
        }
        else if (!balanced)
        {
            screen.Say("connector audit --deep names the jobs.");
        }
    }

    // What is not jobs, and is counted all the same; a dashboard of the version before does not say.
    private static void ShowKept(Screen screen, JsonElement places)
    {
        if (!places.TryGetProperty("ledgers", out _))
        {
            return;
        }

        screen.Say($"{Screen.Count(places, "ledgers", "ledger")}, about {places.GetProperty("ledgerBytes").GetInt64() / 1_000_000} MB of Redis.");
        var (expired, dropped) = (places.GetProperty("deadExpired").GetInt64(), places.GetProperty("deadBodiesDropped").GetInt64());
        if (expired + dropped > 0)
        {
            screen.Say(
                $"Too many dead letters: {Screen.Number(places, "deadExpired")} ever ended by themselves, of {Screen.Number(places, "deadBodiesDropped")} the event was given up.", Color.Yellow);
        }
    }

    private static void ShowDeep(Screen screen, JsonElement answer)
    {
        var looked = answer.GetProperty("looked").EnumerateObject().Select(one => $"{one.Value} {one.Name}");
        screen.Say($"Looked at {string.Join(", ", looked)} in {Screen.Number(answer, "milliseconds")} ms.");
        var findings = answer.GetProperty("findings").EnumerateArray().ToList();
        foreach (var kind in findings.GroupBy(finding => Screen.Text(finding, "kind")))
        {
            screen.Say("");
            screen.Say($"{kind.Key} ({kind.Count()})", Color.Red);
            screen.Say(Screen.Text(kind.First(), "meaning"));
            screen.Say(Screen.Text(kind.First(), "advice"));
            foreach (var finding in kind)
            {
                screen.Say("  " + Screen.Text(finding, "key"));
            }
        }

        if (answer.GetProperty("findingsLeftOut").GetInt32() is > 0 and var more)
        {
            screen.Say($"… and {more} more suspects, not looked at again.");
        }

        if (!answer.GetProperty("complete").GetBoolean())
        {
            screen.Say("NOT COMPLETE: the time was over, or there are too many open jobs, before everything had been looked at.", Color.Red);
        }
        else if (findings.Count == 0)
        {
            screen.Say("Nothing contradicts itself.", Color.Green);
        }
    }
}
