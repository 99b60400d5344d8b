using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Cli.Crm;
using Connector.SuperOffice.Webhooks;
using Spectre.Console;

namespace Connector.Cli.Webhooks;

/// <summary>A webhook as people and programs read it. Secrets, header values and the query of its target are no part of it.</summary>
internal static class WebhookText
{
    public static JsonObject Json(WebhookSubscription one) => new()
    {
        ["id"] = one.WebhookId,
        ["name"] = one.Name,
        ["state"] = one.State.ToString(),
        ["target"] = OurWebhooks.Shown(one.TargetUrl),
        ["events"] = new JsonArray([.. one.Events.Select(name => (JsonNode)name)]),
        ["missingEvents"] = new JsonArray([.. MissingEvents(one).Select(name => (JsonNode)name)]),
        ["failuresInARow"] = one.ConsecutiveErrors,
        ["failuresLeft"] = Math.Max(0, OurWebhooks.FailuresThatStop - one.ConsecutiveErrors),
        ["calls"] = one.TotalCalls,
        ["errors"] = one.TotalErrors,
        ["secretShown"] = one.ShowsSecret,
    };

    /// <summary>Events that the connector needs and the webhook is not for.</summary>
    public static IEnumerable<string> MissingEvents(WebhookSubscription one) => ConnectorWebhook.MissingEvents(one);

    /// <summary>Shows webhooks, and what is the matter with them.</summary>
    public static void Show(CrmSession session, IReadOnlyList<WebhookSubscription> all)
    {
        session.Screen.Table(
            ["#id", "name", "state", "#failures left", "#posts", "secret", "target"],
            all.Select(one => new[]
            {
                Number(one.WebhookId), one.Name, one.State.ToString(),
                $"{Math.Max(0, OurWebhooks.FailuresThatStop - one.ConsecutiveErrors)} of {OurWebhooks.FailuresThatStop}",
                Number(one.TotalCalls), one.ShowsSecret ? "set" : "not shown", OurWebhooks.Shown(one.TargetUrl),
            }));
        foreach (var one in all)
        {
            if (one.State is not WebhookState.Active)
            {
                session.Screen.Mark(
                    "✗",
                    $"Webhook {one.WebhookId} is {one.State}: events are lost while it is. Put its target right, then: connector webhooks activate {one.WebhookId}",
                    Color.Red);
            }

            if (MissingEvents(one).ToList() is { Count: > 0 } missing)
            {
                session.Screen.Mark(
                    "!",
                    $"Webhook {one.WebhookId} is not for {string.Join(", ", missing)}. connector webhooks register {OurWebhooks.Shown(one.TargetUrl)} adds them.",
                    Color.Yellow);
            }
        }
    }

    /// <summary>What SuperOffice says of a post, short enough for a screen and without anything behind a question mark.</summary>
    public static string Short(string words)
    {
        var line = Showing.Screen.Clean(words).Trim();
        return line.Length <= 400 ? line : line[..400] + "…";
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
