using System.Text.Json;
using Spectre.Console;

namespace Connector.Cli.Showing;

/// <summary>The limits of a tenant in a few lines.</summary>
internal static class LimitsText
{
    public static void Show(Screen screen, string tenant, JsonElement limits)
    {
        var (mode, by, reason) = (Screen.Text(limits, "mode"), Screen.Text(limits, "modeBy"), Screen.Text(limits, "modeReason"));
        if (mode.Length == 0)
        {
            screen.Say($"{tenant}: nobody has set a mode; the one in the worker's settings counts.");
        }
        else
        {
            var who = limits.GetProperty("isBraked").GetBoolean() ? "the brake" : by;
            screen.Say(
                $"{tenant}: mode {mode}, or a lower one if the worker's settings say so. Set by {who} at {Screen.Time(limits, "modeAt")} UTC: {reason}",
                limits.GetProperty("isBraked").GetBoolean() ? Color.Red : null);
        }

        if (limits.GetProperty("isBraked").GetBoolean())
        {
            screen.Say($"Once the cause is gone: connector mode {tenant} write --reason … --yes");
        }

        ShowStop(screen, $"Writes to {tenant} are stopped", limits.GetProperty("writeStop"));
        ShowStop(screen, "Writes to all tenants are stopped", limits.GetProperty("writeStopOfAll"));
        screen.Say($"Accounts written without a person's request: {Screen.Number(limits, "accountsInLastHour")} in the last hour, {Screen.Number(limits, "accountsInLastDay")} in the last 24 hours.");
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
