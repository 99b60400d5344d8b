using System.CommandLine;
using System.Text.Json;

namespace Connector.Cli.Showing;

/// <summary>A job in a few lines.</summary>
internal static class JobText
{
    public static Argument<string> Argument() => new("job") { Description = "A job's id, as connector dead lists them." };

    public static void Show(Screen screen, JsonElement job)
    {
        screen.Say($"{Screen.Text(job, "event")} of {Screen.Text(job, "entity")}, {Screen.Text(job, "tenant")}, accepted at {Screen.Time(job, "receivedAt")} UTC.");
        screen.Say($"It is {Screen.Text(job, "state")}{Said(job, "outcome", ", ")}{Said(job, "reason", ": ")}{Said(job, "error", ": ")}.");
    }

    private static string Said(JsonElement job, string name, string before) => Screen.Text(job, name) is { Length: > 0 } text ? before + text.TrimEnd('.') : "";
}
