using System.CommandLine;
using Connector.Cli.Crm;
using Connector.SuperOffice.Webhooks;

namespace Connector.Cli.Webhooks;

/// <summary>Sets a webhook active that SuperOffice has stopped after nine failures, or that answered 410.</summary>
internal sealed class ActivateWebhook : TenantCommand
{
    private readonly Argument<int?> _id = WebhooksCommand.Id();

    public ActivateWebhook() : base(
        "activate", "Sets a webhook active again that SuperOffice has stopped after too many failures. Says first what the last one was.") => Add(_id);

    protected override bool ChangesWebhooks => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var webhooks = session.Client.Webhooks;
        var present = await OurWebhooks.FindAsync(session.Client, session.Parsed.GetValue(_id), cancellationToken);
        var error = present.HasLastError ? WebhookText.Short(await webhooks.GetLastErrorAsync(present.WebhookId, cancellationToken)) : "";
        var active = present.State == WebhookState.Active ? present : await webhooks.ReactivateAsync(present.WebhookId, cancellationToken);
        if (session.IsJson)
        {
            await session.WriteJsonAsync(WebhookText.Json(active));
            return active.State == WebhookState.Active ? ExitCode.Good : ExitCode.Bad;
        }

        if (error.Length > 0)
        {
            session.Screen.Say($"Its last failure, in SuperOffice's words: {error}");
        }

        session.Screen.Say(present.State == WebhookState.Active ? $"Webhook {present.WebhookId} is active already."
            : active.State == WebhookState.Active ? $"Webhook {active.WebhookId} is active again. What happened while it was stopped was not told."
            : $"SuperOffice took the change, but webhook {active.WebhookId} is {active.State} still.");
        return active.State == WebhookState.Active ? ExitCode.Good : ExitCode.Bad;
    }
}
