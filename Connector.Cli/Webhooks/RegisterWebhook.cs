using System.CommandLine;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Connector.SuperOffice.Webhooks;

namespace Connector.Cli.Webhooks;

/// <summary>Registers the connector's webhook, or brings the one that there is up to date: asked twice, there is one.</summary>
internal sealed class RegisterWebhook : TenantCommand
{
    private readonly Argument<string> _target = new("address") { Description = "Ingress' public address, such as https://connector.example.com/connector/webhook." };
    private readonly Option<string> _name = new("--name") { Description = "The webhook's name, at most 100 characters.", DefaultValueFactory = _ => OurWebhooks.DefaultName };

    public RegisterWebhook() : base(
        "register", "Registers the webhook for all events that the connector needs, or brings the one of that name or address up to date.")
    {
        Add(_target);
        Add(_name);
    }

    protected override bool ChangesWebhooks => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var (name, target) = (session.Parsed.GetRequiredValue(_name), OurWebhooks.Target(session.Parsed.GetRequiredValue(_target)));
        var definition = OurWebhooks.Definition(session.Context, name, target);
        var webhooks = session.Client.Webhooks;
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

        if (session.IsJson)
        {
            await session.WriteJsonAsync(WebhookText.Json(done));
        }
        else
        {
            session.Screen.Say(present is null
                ? $"Registered as webhook {done.WebhookId}: SuperOffice's test event was answered with 200."
                : $"Webhook {done.WebhookId} was there already, and is up to date now: SuperOffice's test event was answered with 200.");
            WebhookText.Show(session, [done]);
        }

        return ExitCode.Good;
    }

    /// <summary>That SuperOffice's post was not taken, and why that may be.</summary>
    public static CommandException NotReached(Uri target, string words) => new(ExitCode.Bad,
        $"SuperOffice's test event was not answered with 200 by {OurWebhooks.Shown(target.AbsoluteUri)}. {words} Look that the address is reached from the internet, by https with a certificate the public trusts; that ingress is behind it; and that WEBHOOK_TOKEN and WEBHOOK_SECRET are those of ingress. Nothing was changed.");
}
