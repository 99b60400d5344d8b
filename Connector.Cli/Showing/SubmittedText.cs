using System.Text.Json;

namespace Connector.Cli.Showing;

/// <summary>What became of a request that concerns many records.</summary>
internal static class SubmittedText
{
    public static void Show(Screen screen, JsonElement submitted)
    {
        screen.Say($"Asked for, as batch {Screen.Text(submitted, "batch")} of {Screen.Count(submitted, "jobs", "job")}. The dashboard's sync runs show what becomes of it.");
        if (submitted.GetProperty("leftOut").GetInt64() > 0)
        {
            screen.Say($"Left out: {Screen.Count(submitted, "leftOut", "record")}. There is nothing to do for them, or they were too many for one request: look again.");
        }
    }
}
