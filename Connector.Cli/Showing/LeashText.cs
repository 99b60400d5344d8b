using System.Text.Json;
using Spectre.Console;

namespace Connector.Cli.Showing;

/// <summary>A leash in a few lines.</summary>
internal static class LeashText
{
    public static void Show(Screen screen, string tenant, JsonElement leash)
    {
        var (mode, by, reason) = (Screen.Text(leash, "mode"), Screen.Text(leash, "modeBy"), Screen.Text(leash, "modeReason"));
        if (mode.Length == 0)
        {
            screen.Say($"{tenant}: nobody has set a mode; the one in the worker's settings counts.");
        }
        else
        {
            var who = leash.GetProperty("isBraked").GetBoolean() ? "the brake" : by;
            screen.Say(
                $"{tenant}: mode {mode}, or a lower one if the worker's settings say so. Set by {who} at {Screen.Time(leash, "modeAt")} UTC: {reason}",
                leash.GetProperty("isBraked").GetBoolean() ? Color.Red : null);
        }

        if (leash.GetProperty("isBraked").GetBoolean())
        {
            screen.Say($"When the cause is mended: connector mode {tenant} write --reason …");
        }

        ShowStop(screen, $"Writes to {tenant} are stopped", leash.GetProperty("writeStop"));
        ShowStop(screen, "Writes to all tenants are stopped", leash.GetProperty("writeStopOfAll"));
        screen.Say($"Accounts written by themselves: {Screen.Number(leash, "accountsInLastHour")} in the last hour, {Screen.Number(leash, "accountsInLastDay")} in the last 24 hours.");
    }

    /// <summary>A write stop, if there is one.</summary>
    public static void ShowStop(Screen screen, string what, JsonElement stop)
    {
        if (stop.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var who = Screen.Text(stop, "by") is { Length: > 0 } by ? $" by {by} at {Screen.Time(stop, "at")} UTC" : " by hand, in Redis";
        var why = Screen.Text(stop, "reason") is { Length: > 0 } reason ? $": {reason}" : ".";
        screen.Say(what + who + why, Color.Red);
    }
}
