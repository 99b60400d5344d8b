using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Whatever matches some words.</summary>
internal sealed class FindCommand : AskingCommand
{
    private const int MostRuns = 200;
    private const int MostDead = 500;
    private const int Shown = 20;

    private readonly Argument<string[]> _text = new("text") { Description = "Words that all stand in it: a name, contact:4711, an event's id, a value, an error.", Arity = ArgumentArity.OneOrMore };

    public FindCommand() : base("find", "Finds companies, persons, sync runs and dead letters, and says what each is and which command goes on.") => Add(_text);

    // One answer of what two were asked: the runs, and the dead letters among their jobs.
    protected override async Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var found = await dashboard.GetAsync(CommonOptions.Query("api/runs", ("q", string.Join(' ', parsed.GetRequiredValue(_text))), ("take", MostRuns)), cancellationToken);
        var runs = found.GetProperty("items").EnumerateArray().ToList();
        var ids = runs.Select(run => Screen.Text(run, "id")).ToHashSet(StringComparer.Ordinal);
        var dead = runs.Any(run => run.GetProperty("jobs").TryGetProperty("dead", out _))
            ? (await dashboard.GetAsync(CommonOptions.Query("api/dead", ("take", MostDead)), cancellationToken)).GetProperty("items").EnumerateArray()
                .Where(job => ids.Contains(Screen.Text(job, "runId"))).ToList()
            : [];
        return JsonSerializer.SerializeToElement(new { accounts = runs.DistinctBy(Key).Where(run => RunText.Account(run).Contains(':', StringComparison.Ordinal)).Select(Account), runs, dead });

        static string Key(JsonElement run) => $"{Screen.Text(run, "tenant")}/{Screen.Text(run, "account")}";

        static object Account(JsonElement run) => new { tenant = Screen.Text(run, "tenant"), entity = RunText.Account(run), name = Screen.Text(run, "name") };
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        var rows = answer.GetProperty("accounts").EnumerateArray().Select(OfAccount)
            .Concat(answer.GetProperty("dead").EnumerateArray().Select(OfDead))
            .Concat(answer.GetProperty("runs").EnumerateArray().Select(OfRun)).ToList();
        if (rows.Count == 0)
        {
            screen.Say("Nothing is known of that. Words are looked for in names, ids, events, errors and values; all of them have to be there, and numbers whole.");
            return;
        }

        var shown = rows.GroupBy(row => row[0], StringComparer.Ordinal).SelectMany(kind => kind.Take(Shown)).ToList();
        screen.Table(["what", "which, and what goes on"], shown.SelectMany(row => new[] { row[..2], ["", row[2]] }));
        if (shown.Count < rows.Count)
        {
            screen.Say(string.Create(CultureInfo.InvariantCulture, $"{rows.Count - shown.Count:N0} more: connector runs {string.Join(' ', parsed.GetRequiredValue(_text))}"));
        }
    }

    private static string[] OfAccount(JsonElement account)
    {
        var (entity, tenant, name) = (Screen.Text(account, "entity"), Screen.Text(account, "tenant"), Screen.Text(account, "name"));
        return [entity.StartsWith("contact", StringComparison.Ordinal) ? "company" : "person", $"{(name.Length > 0 ? name : "(no name known)")} ({entity}, {tenant})", $"connector explain {tenant} {entity}"];
    }

    private static string[] OfDead(JsonElement job) =>
        ["dead letter", $"{Screen.Text(job, "entity")} {Screen.Text(job, "reason")}: {Screen.Text(job, "error")}", $"connector release {Screen.Text(job, "tenant")} {Screen.Text(job, "id")}"];

    private static string[] OfRun(JsonElement run) =>
        ["sync run", $"{Screen.Time(run, "updatedAt")} {RunText.Status(run)} {RunText.Title(run)}: {RunText.Happened(run)}", $"connector run {Screen.Text(run, "id")}"];
}
