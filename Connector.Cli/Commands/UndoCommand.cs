using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What undoing our writes would do.</summary>
internal sealed class UndoCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Option<long?> _pass = new("--pass") { Description = "The writes of one pass, by its number." };
    private readonly Option<string?> _run = new("--run") { Description = "Those of one sync run." };
    private readonly Option<string?> _batch = new("--batch") { Description = "Those that one approval let be written." };
    private readonly Option<string?> _from = new("--from") { Description = "Those from this time on, such as 2026-11-25T08:30Z; UTC if nothing else is said.", Validators = { TimeOf } };
    private readonly Option<string?> _until = new("--until") { Description = "Those before this time.", Validators = { TimeOf } };
    private readonly Option<bool> _yes = CommonOptions.Yes();
    private readonly Option<string> _by = CommonOptions.By();
    private readonly BulkAsking _bulk;
    private readonly Option<bool> _check = new("--check") { Description = "Lets a worker ask the CRM first what somebody changed since; needs the key also without --yes." };
    private readonly Option<bool> _fromSnapshots = new("--from-snapshots") { Description = "By the workers' journal, whatever became of Redis; as --check." };
    private readonly Option<string?> _entity = new("--entity") { Description = "Those to one contact or person, such as contact:4711." };

    public UndoCommand() : base("undo", "Shows what an undo of our writes would change; with --yes does it, which needs the key. Writes that match all options are meant; one must be given.")
    {
        _bulk = new BulkAsking("undo", _tenant, _by, _yes);
        foreach (var option in new Option[] { _pass, _run, _batch, _from, _until, _entity, _check, _fromSnapshots, _bulk.Look, _bulk.Wait, _yes, _by })
        {
            Add(option);
        }

        Add(_tenant);
        Validators.Add(result =>
        {
            if (new Option[] { _pass, _run, _batch, _from, _until, _entity, _bulk.Look }.All(option => result.GetResult(option) is null))
            {
                result.AddError("Say which writes: --pass, --run, --batch, --from, --until or --entity; or --look with an earlier dry run.");
            }
        });
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = CommonOptions.PathOf(parsed, _tenant, "undo");
        var (pass, run, batch) = (parsed.GetValue(_pass), parsed.GetValue(_run), parsed.GetValue(_batch));
        var (from, until, entity) = (parsed.GetValue(_from), parsed.GetValue(_until), parsed.GetValue(_entity));
        return IsBulk(parsed)
                ? _bulk.AskAsync(
                    dashboard, parsed, "undo/look",
                    new { by = parsed.GetRequiredValue(_by), fromSnapshots = parsed.GetValue(_fromSnapshots), pass, run, batch, from, until, entity }, cancellationToken)
            : parsed.GetValue(_yes)
            ? dashboard.PostAsync(path, new { by = parsed.GetRequiredValue(_by), pass, run, batch, from, until, entity }, cancellationToken)
            : dashboard.GetAsync(
                CommonOptions.Query(path, ("pass", pass), ("run", run), ("batch", batch), ("from", from), ("until", until), ("entity", entity)), cancellationToken);
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (IsBulk(parsed))
        {
            BulkText.Show(screen, $"connector undo {parsed.GetRequiredValue(_tenant)}", answer);
            return;
        }

        if (parsed.GetValue(_yes))
        {
            SubmittedText.Show(screen, answer);
            return;
        }

        var items = answer.GetProperty("items").EnumerateArray().ToList();
        if (items.Count > 0)
        {
            screen.Table(["entity", "field", "back to"], items.SelectMany(Rows));
        }

        screen.Say($"Writes meant: {Screen.Number(answer, "writes")}. Fields that get their value back: {Screen.Number(answer, "fields")}, in {Screen.Count(answer, "entities", "record")}.");
        if (items.Count < answer.GetProperty("entities").GetInt32())
        {
            screen.Say($"The first {items.Count} records are shown.");
        }

        screen.Say($"Fields left alone: {Screen.Number(answer, "writtenSince")} that we wrote again since, {Screen.Number(answer, "undoneAlready")} undone already, and what somebody changed in the CRM since: a worker looks there first.");
        screen.Say("Nothing was done. To do it, repeat the command with --yes.");
    }

    protected override int Judge(JsonElement answer) => answer.TryGetProperty("state", out _) ? BulkText.Judge(answer) : ExitCode.Good;

    private static void TimeOf(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            result.AddError($"{result.Option.Name} takes a time such as 2026-11-25T08:30Z.");
        }
    }

    private bool IsBulk(ParseResult parsed) => parsed.GetValue(_check) || parsed.GetValue(_fromSnapshots) || parsed.GetValue(_bulk.Look) is not null;

    private static IEnumerable<string[]> Rows(JsonElement item) => item.GetProperty("fields").EnumerateArray().Select((field, i) =>
        new[] { i == 0 ? Screen.Text(item, "entity") : "", Screen.Text(field, "progId"), Screen.Value(Screen.Text(field, "restore")) });
}
