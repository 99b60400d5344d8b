using Connector.Cli.Contexts;
using Connector.Cli.Webhooks;
using Connector.SuperOffice.Webhooks;

namespace Connector.Cli.Setup;

/// <summary>By what SuperOffice tells the connector that something has changed.</summary>
internal sealed class WebhookStep : IStep
{
    public string Title => "webhook";

    public string Purpose => "SuperOffice posts to ingress what changes. It needs an https address that the internet reaches, with ingress behind it, and the connector must run: SuperOffice posts a test event first.";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken)
    {
        foreach (var one in await OurWebhooks.ListAsync(walk.Session.Client, cancellationToken))
        {
            if (one.State == WebhookState.Active && !WebhookText.MissingEvents(one).Any() && await IsTakenAsync(walk, one, cancellationToken))
            {
                return $"webhook {one.WebhookId} is active; SuperOffice's test event was taken by {OurWebhooks.Shown(one.TargetUrl)}";
            }
        }

        return null;
    }

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var present = await OurWebhooks.ListAsync(walk.Session.Client, cancellationToken) is [var first, ..] ? first : null;
        if (walk.Context.Name != ContextStore.Sandbox)
        {
            walk.Screen.Say($"If it does not run yet, start it in another terminal: {walk.Start}");
        }

        walk.Screen.Say("Its address is such as https://connector.example.com/connector/webhook.");
        var target = OurWebhooks.Target(await walk.Answers.TextAsync(
            "Ingress' public address:", present is null ? null : OurWebhooks.Shown(present.TargetUrl), ProblemOf, cancellationToken));
        var (webhook, wasThere) = await Registration.RunAsync(walk.Session.Client, walk.Context, present?.Name ?? OurWebhooks.DefaultName, target,
            cancellationToken);
        if (webhook.State != WebhookState.Active)
        {
            webhook = await walk.Session.Client.Webhooks.ReactivateAsync(webhook.WebhookId, cancellationToken);
        }

        return $"webhook {webhook.WebhookId} is {(wasThere ? "up to date" : "registered")}; SuperOffice's test event was taken by {OurWebhooks.Shown(webhook.TargetUrl)}";
    }

    // Answered with 200 only by whoever knows token and secret: that is ingress.
    private static async Task<bool> IsTakenAsync(Walk walk, WebhookSubscription one, CancellationToken cancellationToken) =>
        walk.Context.Value("WEBHOOK_TOKEN").Length + walk.Context.Value("WEBHOOK_SECRET").Length > 0
        && (await walk.Session.Client.Webhooks.TestAsync(
            OurWebhooks.Definition(walk.Context, one.Name, new Uri(OurWebhooks.Shown(one.TargetUrl))), cancellationToken)).Success;

    private static string? ProblemOf(string text)
    {
        try
        {
            return OurWebhooks.Target(text) is { AbsolutePath.Length: > 1 } ? null : "It ends with /connector/webhook, unless a proxy says otherwise.";
        }
        catch (CommandException wrong)
        {
            return wrong.Message;
        }
    }
}
