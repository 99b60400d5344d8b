using System.CommandLine;
using Connector.Cli.Crm;

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
        var (done, wasThere) = await Registration.RunAsync(session.Client, session.Context, name, target, cancellationToken);
        if (session.IsJson)
        {
            await session.WriteJsonAsync(WebhookText.Json(done));
        }
        else
        {
            session.Screen.Say(!wasThere
                ? $"Registered as webhook {done.WebhookId}: SuperOffice's test event was answered with 200."
                : $"Webhook {done.WebhookId} was there already, and is up to date now: SuperOffice's test event was answered with 200.");
            WebhookText.Show(session, [done]);
        }

        return ExitCode.Good;
    }
}
