using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Connector.Cli.Showing;

/// <summary>A preview or a run in a few lines.</summary>
internal static class OperationText
{
    private const int MostShown = 10;

    private static readonly (string Name, string Words)[] Known =
    [
        ("proposals", "proposals"),
        ("fields", "fields that they would write"),
        ("leftOut", "proposals left out: more than one operation takes"),
        ("contacts", "contacts looked at"),
        ("persons", "persons looked at"),
        ("wouldAdopt", "fields whose values would become ours"),
        ("alreadyOurs", "fields that are ours already"),
        ("empty", "fields that are empty"),
        ("humanChanged", "fields that humans changed since: theirs"),
        ("writes", "writes of ours that are meant"),
        ("records", "records"),
        ("wouldRestore", "fields that get their value back"),
        ("changedSince", "fields that somebody changed since: left alone"),
        ("agreed", "fields that hold what they held before us"),
        ("writtenSince", "fields that we wrote again since: left alone"),
        ("undoneAlready", "fields that were undone already"),
        ("notMapped", "fields that are not mapped any more: left alone"),
        ("tooLong", "fields whose values are too long to be given back"),
        ("gone", "records that are gone"),
        ("rejections", "rejections: what was rejected waits for approval again"),
        ("jobs", "jobs"),
        ("steps", "steps of their history that are known"),
        ("written", "fields that we wrote, and could not undo afterwards"),
        ("conflicts", "with something against it, which is left alone"),
    ];

    /// <summary>True for a run.</summary>
    public static bool IsRun(JsonElement operation) => Screen.Text(operation, "batch").Length > 0;

    /// <summary>A count, 0 if there is none.</summary>
    public static long Count(JsonElement operation, string name) =>
        operation.GetProperty("counts").TryGetProperty(name, out var count) ? count.GetInt64() : 0;

    /// <summary>What was found.</summary>
    public static void Show(Screen screen, JsonElement operation)
    {
        var rows = Known.Where(known => Count(operation, known.Name) != 0).Select(known => new[] { Number(Count(operation, known.Name)), known.Words }).ToList();
        if (rows.Count > 0)
        {
            screen.Table(["#", $"{Screen.Text(operation, "kind")} {Screen.Text(operation, "about")}"], rows);
        }

        var items = operation.GetProperty("items").EnumerateArray().ToList();
        ShowFields(screen, [.. items.Where(item => item.GetProperty("fields").GetArrayLength() > 0)]);
        var others = items.Where(item => item.GetProperty("fields").GetArrayLength() == 0 || Screen.Text(item, "conflict").Length > 0).Take(MostShown).ToList();
        if (others.Count > 0)
        {
            screen.Table(["which", "what stands against it"], others.Select(Rest));
        }

        foreach (var conflict in operation.GetProperty("conflicts").EnumerateArray())
        {
            screen.Say(conflict.GetString()!, Color.Red);
        }

        if (Screen.Text(operation, "cost") is { Length: > 0 } cost)
        {
            screen.Say($"Cost: {cost}.");
        }
    }

    /// <summary>What came of it, and what can be done next.</summary>
    public static void ShowNext(Screen screen, JsonElement operation, bool isDeclined, bool needsWhy)
    {
        var (id, kind, tenant, state) = (Screen.Text(operation, "id"), Screen.Text(operation, "kind"), Screen.Text(operation, "tenant"), Screen.Text(operation, "state"));
        var again = $"connector {kind} {tenant} --look {id}";
        if (state == "failed")
        {
            screen.Say($"It failed: {Screen.Text(operation, "error")}");
        }
        else if (state != "done")
        {
            screen.Say($"A worker {(state == "waiting" ? "has not begun yet" : "is under way")}; it goes on. To look again: {again}");
        }
        else if (IsRun(operation))
        {
            ShowDone(screen, kind, tenant, id, Count(operation, "done"), operation.GetProperty("canBeUndone").GetBoolean());
        }
        else if (Count(operation, "toDo") == 0)
        {
            screen.Say("There is nothing to do.");
        }
        else
        {
            screen.Say(isDeclined ? "Nothing was done." : $"Nothing was done. To do it: {again}{(needsWhy ? " --why …" : "")} --yes");
        }
    }

    private static void ShowDone(Screen screen, string kind, string tenant, string batch, long done, bool canBeUndone)
    {
        screen.Say(kind switch
        {
            "reject" => $"Rejected, as batch {batch}: {Of(done, "proposal")}.",
            "ignore" => $"Closed, as batch {batch}: {Of(done, "dead letter")}. connector replay can run them again as long as their records are kept.",
            "erase" => $"Asked for, as batch {batch} of {Of(done, "job")}. Once a worker has done it, connector erasures lists it.",
            _ => $"Asked for, as batch {batch} of {Of(done, "job")}. The dashboard's sync runs show what becomes of them.",
        });
        if (canBeUndone)
        {
            screen.Say($"To undo it: connector undo {tenant} --batch {batch} --why …");
        }
    }

    private static void ShowFields(Screen screen, List<JsonElement> items)
    {
        if (items.Count > 0)
        {
            screen.Table(["entity", "field", "", "value"], items.Take(MostShown).SelectMany(item => item.GetProperty("fields").EnumerateArray().SelectMany((change, i) => Rows(item, change, i == 0)).Concat(WhyOf(item))));
        }

        if (items.Count > MostShown)
        {
            screen.Say($"The first {MostShown} records are shown; --json tells more.");
        }
    }

    private static IEnumerable<string[]> Rows(JsonElement item, JsonElement change, bool isFirst)
    {
        var (before, after) = FieldText.Of(change);
        var decision = Screen.Text(change, "decision");
        yield return [isFirst ? Screen.Text(item, "entity") : "", Screen.Text(change, "field"), "now", before];
        if (decision != "adopt")
        {
            yield return ["", "", decision == "write" ? "new" : "left", decision == "write" ? after : Screen.Text(change, "why")];
        }
    }

    private static IEnumerable<string[]> WhyOf(JsonElement item) =>
        Screen.Text(item, "why") is { Length: > 0 } why ? [["", "not written", "", why]] : [];

    private static string[] Rest(JsonElement item)
    {
        var (entity, job) = (Screen.Text(item, "entity"), Screen.Text(item, "job"));
        return [job.Length == 0 ? entity : entity.Length == 0 ? job : $"{job}, {entity}", Screen.Text(item, "conflict") is { Length: > 0 } conflict ? conflict : "–"];
    }

    private static string Of(long count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
