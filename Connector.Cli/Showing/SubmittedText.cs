using System.Text.Json;

namespace Connector.Cli.Showing;

/// <summary>What became of a wish that concerns many records.</summary>
internal static class SubmittedText
{
    public static void Show(Screen screen, JsonElement submitted)
    {
        screen.Say($"{Screen.Number(submitted, "jobs")} jobs were made, batch {Screen.Text(submitted, "batch")}. The dashboard's sync runs show what becomes of them.");
        if (submitted.GetProperty("leftOut").GetInt64() > 0)
        {
            screen.Say($"Left out: {Screen.Number(submitted, "leftOut")}. There is nothing to do for them, or it was too much for one call: look again.");
        }
    }
}
