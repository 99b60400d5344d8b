using System.Runtime.CompilerServices;
using Connector.Cli.Findings;
using Connector.Cli.Webhooks;
using Connector.SuperOffice.Webhooks;

namespace Connector.Cli.Checking;

/// <summary>Whether SuperOffice tells the connector what happens, and whether its posts arrive.</summary>
internal sealed class WebhookCheck : ICheck
{
    private const int FewFailuresLeft = 4;

    public string Name => "webhook";

    public bool NeedsLogin => true;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ours = await OurWebhooks.ListAsync(input.Client, cancellationToken);
        if (ours.Count == 0)
        {
            yield return Finding.Bad(
                "This application has registered no webhook of the connector: SuperOffice does not report changes to it.",
                $"connector webhooks register https://<public host>/connector/webhook {input.Context.Option}. One that somebody made in SuperOffice's administration is not shown to the application.");
        }

        foreach (var one in ours)
        {
            foreach (var finding in await LookAsync(input, one, cancellationToken))
            {
                yield return finding;
            }
        }

        if (input.Context.Value("WEBHOOK_SECRET").Length == 0)
        {
            yield return Finding.Doubtful(
                "WEBHOOK_SECRET is not set: events are proven by their token alone, and not signed.",
                "Set it to 32 random characters (openssl rand -hex 32), give it to ingress, and register the webhook once more.");
        }
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(CheckInput input, WebhookSubscription one, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        var left = Math.Max(0, OurWebhooks.FailuresThatStop - one.ConsecutiveErrors);
        if (one.State != WebhookState.Active)
        {
            var words = one.HasLastError ? $" Its last failure, in SuperOffice's words: {WebhookText.Short(await input.Client.Webhooks.GetLastErrorAsync(one.WebhookId, cancellationToken))}" : "";
            findings.Add(Finding.Bad(
                $"Webhook {one.WebhookId} is {one.State}: events are lost while it is.{words}",
                $"Put right what it failed by, then: connector webhooks activate {one.WebhookId} {input.Context.Option}"));
        }
        else
        {
            findings.Add(left < FewFailuresLeft
                ? Finding.Doubtful(
                    $"Webhook {one.WebhookId} is active, and stops after {left} more failures in a row.", "Look at ingress, and at what is before it.")
                : Finding.Good($"webhook {one.WebhookId} is active; {left} failures in a row left of {OurWebhooks.FailuresThatStop}"));
        }

        if (WebhookText.MissingEvents(one).ToList() is { Count: > 0 } missing)
        {
            findings.Add(Finding.Doubtful(
                $"Webhook {one.WebhookId} is not for {string.Join(", ", missing)}.", $"connector webhooks register {OurWebhooks.Shown(one.TargetUrl)} {input.Context.Option} adds them."));
        }

        return findings;
    }
}
