using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Connector.SuperOffice.Webhooks;

namespace Connector.Cli.Webhooks;

/// <summary>Registers the connector's webhook, or brings the one that there is up to date.</summary>
internal static class Registration
{
    /// <summary>Does it.</summary>
    /// <param name="client">The tenant's API; webhooks may be changed by it.</param>
    /// <param name="context">Token and secret.</param>
    /// <param name="name">The webhook's name.</param>
    /// <param name="target">Ingress' public address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The webhook, and whether there was one of that name or address before.</returns>
    /// <exception cref="CommandException">SuperOffice's test event was not taken; nothing was changed.</exception>
    public static async Task<(WebhookSubscription Webhook, bool WasThere)> RunAsync(
        SuperOfficeClient client, TenantContext context, string name, Uri target, CancellationToken cancellationToken)
    {
        var definition = OurWebhooks.Definition(context, name, target);
        var webhooks = client.Webhooks;
        var present = (await webhooks.ListAsync(cancellationToken))
            .FirstOrDefault(one => one.Name == name || OurWebhooks.Shown(one.TargetUrl) == OurWebhooks.Shown(target.AbsoluteUri));
        WebhookSubscription done;
        try
        {
            // SuperOffice tests a new one by itself, and refuses it if that fails; one that there is, it does not.
            if (present is not null && await webhooks.TestAsync(definition, cancellationToken) is { Success: false } failed)
            {
                throw NotReached(target, WebhookText.Short(failed.Message));
            }

            done = present is null
                ? await webhooks.RegisterAsync(definition, cancellationToken)
                : await webhooks.UpdateAsync(present.WebhookId, definition, cancellationToken);
        }
        catch (SuperOfficeException refused) when (refused.Kind == FailureKind.Refused)
        {
            throw NotReached(target, CrmFailure.TextOf(refused));
        }
        catch (ArgumentException wrong)
        {
            throw new CommandException(ExitCode.Usage, wrong.Message);
        }

        return (done, present is not null);
    }

    /// <summary>That SuperOffice's post was not taken, and why that may be.</summary>
    public static CommandException NotReached(Uri target, string words) => new(ExitCode.Bad,
        $"SuperOffice's test event was not answered with 200 by {OurWebhooks.Shown(target.AbsoluteUri)}. {words} Look that the address is reached from the internet, by https with a certificate the public trusts; that ingress is behind it; and that WEBHOOK_TOKEN and WEBHOOK_SECRET are those of ingress. Nothing was changed.");
}
