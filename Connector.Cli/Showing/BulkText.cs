using System.Globalization;
using System.Text.Json;

namespace Connector.Cli.Showing;

/// <summary>A bulk request in a few lines.</summary>
internal static class BulkText
{
    private static readonly (string Name, string Words)[] Known =
    [
        ("contacts", "contacts looked at"),
        ("persons", "persons looked at"),
        ("wouldAdopt", "fields whose values would become ours"),
        ("alreadyOurs", "fields that are ours already"),
        ("empty", "fields that are empty"),
        ("humanChanged", "fields that humans changed since: theirs"),
        ("writes", "writes of ours that are meant"),
        ("records", "records that they changed"),
        ("wouldRestore", "fields that get their value back"),
        ("changedSince", "fields that somebody changed since: left alone"),
        ("agreed", "fields that hold what they held before us"),
        ("writtenSince", "fields that we wrote again since: left alone"),
        ("undoneAlready", "fields that were undone already"),
        ("notMapped", "fields that are not mapped any more: left alone"),
        ("tooLong", "fields whose values are too long to be given back"),
        ("gone", "records that are gone"),
        ("jobs", "jobs made"),
    ];

    /// <param name="screen">Where.</param>
    /// <param name="command">The command and the tenant, as they were typed.</param>
    /// <param name="bulk">The request.</param>
    public static void Show(Screen screen, string command, JsonElement bulk)
    {
        var (id, state, isDryRun) = (Screen.Text(bulk, "id"), Screen.Text(bulk, "state"), bulk.GetProperty("dryRun").GetBoolean());
        var counts = bulk.GetProperty("counts");
        var rows = Known.Where(known => counts.TryGetProperty(known.Name, out _)).Select(known => new[] { Number(counts, known.Name), known.Words }).ToList();
        if (rows.Count > 0)
        {
            screen.Table(["#", Screen.Text(bulk, "about")], rows);
        }

        screen.Say(state switch
        {
            "failed" => $"It failed: {Screen.Text(bulk, "error")}",
            "done" when isDryRun && Screen.Text(bulk, "runAs") is { Length: > 0 } runAs => $"Done as batch {runAs}.",
            "done" when isDryRun => $"Nothing was done. To do it: {command} --look {id} --yes",
            "done" => $"Batch {id}. The dashboard's sync runs show what becomes of the jobs.",
            _ when isDryRun => $"A worker is still counting, or waits: is one running, and is the tenant not held? Nothing was done. Look again: {command} --look {id}",
            _ => $"It is under way as batch {id}. Look again: {command} --look {id}",
        });
    }

    /// <summary>For scripts: whether it came to an end, and a good one.</summary>
    public static int Judge(JsonElement bulk) => Screen.Text(bulk, "state") == "done" ? ExitCode.Good : ExitCode.Bad;

    private static string Number(JsonElement counts, string name) => counts.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);
}
