using System.Globalization;
using Connector.Jobs.Subscriptions;
using Connector.SuperOffice.Webhooks;

namespace Connector.Worker.Healing;

/// <summary>What there is to say about a tenant's webhooks.</summary>
internal static class SubscriptionFindings
{
    // Whoever is told at fewer has not much time left: one event that fails is three failures.
    private const int FewLeft = 4;

    public static SubscriptionFinding NotGranted(string why) => new(
        "not_granted", IsUrgent: false, $"The webhook cannot be watched. {why}",
        "Until then nobody notices when SuperOffice stops it; without the webhook agent Tenant:Subscription:Watch=false ends this notice.");

    /// <summary>The findings, the most urgent first.</summary>
    /// <param name="ours">The connector's webhooks.</param>
    /// <param name="notMended">Why a stopped one was not set active again; null if none was left so.</param>
    public static IReadOnlyList<SubscriptionFinding> Of(IReadOnlyList<WebhookSubscription> ours, string? notMended)
    {
        if (ours.Count == 0)
        {
            return
            [
                new("none", IsUrgent: true, "No webhook of the connector is registered in SuperOffice: no event comes.",
                    "connector webhooks register ADDRESS registers one."),
            ];
        }

        var findings = ours.SelectMany(one => Of(one, notMended)).ToList();
        var active = ours.Where(one => one.State == WebhookState.Active).ToList();
        if (active.Count > 1)
        {
            findings.Add(new(
                "several", IsUrgent: false,
                $"Webhooks {string.Join(" and ", active.Select(Named))} are active: the same change is reported more than once, or there is a second installation.",
                $"connector webhooks delete {Number(active[^1].WebhookId)} --yes, if it is not needed; connector webhooks list shows where they post to."));
        }

        return [.. findings.OrderByDescending(finding => finding.IsUrgent)];
    }

    private static IEnumerable<SubscriptionFinding> Of(WebhookSubscription one, string? notMended)
    {
        var activate = $"connector webhooks activate {Number(one.WebhookId)}";
        if (one.State == WebhookState.TooManyErrors)
        {
            yield return new(
                "too_many_errors", IsUrgent: true,
                $"SuperOffice has stopped webhook {Named(one)} after {ConnectorWebhook.FailuresThatStop} failures in a row: no event comes. {notMended}".TrimEnd(),
                $"See to it that {ConnectorWebhook.Shown(one.TargetUrl)} is reached and answers 200; then {activate}.");
        }
        else if (one.State != WebhookState.Active)
        {
            yield return new(
                "stopped", IsUrgent: true, $"Webhook {Named(one)} is stopped, by a person or by an answer 410: no event comes. It is left so.", $"{activate}, if that was not meant.");
        }
        else if (ConnectorWebhook.FailuresThatStop - one.ConsecutiveErrors is var left and < FewLeft)
        {
            yield return new(
                "few_left", IsUrgent: true, $"SuperOffice stops webhook {Named(one)} after {Number(Math.Max(0, left))} more failures in a row.",
                $"See to it that {ConnectorWebhook.Shown(one.TargetUrl)} is reached and answers 200; connector webhooks list shows the last failure.");
        }

        if (ConnectorWebhook.MissingEvents(one) is { Count: > 0 } missing)
        {
            yield return new(
                "events", IsUrgent: false, $"Webhook {Named(one)} is not for {string.Join(", ", missing)}.",
                $"connector webhooks register {ConnectorWebhook.Shown(one.TargetUrl)} adds them.");
        }
    }

    private static string Named(WebhookSubscription one) => $"{Number(one.WebhookId)} ({one.Name})";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
