using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Crm;

namespace Connector.Cli.Webhooks;

/// <summary>Deletes a webhook: from then on SuperOffice reports no change to the connector.</summary>
internal sealed class DeleteWebhook : TenantCommand
{
    private readonly Argument<int?> _id = WebhooksCommand.Id();
    private readonly Option<bool> _yes = CommonOptions.Yes();

    public DeleteWebhook() : base(
        "delete", "Deletes a webhook: from then on SuperOffice reports no change to the connector by it. Without --yes, whoever sits at the terminal is asked.")
    {
        Add(_id);
        Add(_yes);
    }

    protected override bool ChangesWebhooks => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var present = await OurWebhooks.FindAsync(session.Client, session.Parsed.GetValue(_id), cancellationToken);
        var agreed = session.Parsed.GetValue(_yes)
            || (!session.IsJson && await Terminal.AskAsync(
                session.Output,
                $"Delete webhook {present.WebhookId}, {present.Name}, to {OurWebhooks.Shown(present.TargetUrl)}? yes or no:",
                cancellationToken) is "yes" or "y");
        var deleted = agreed && await session.Client.Webhooks.DeleteAsync(present.WebhookId, cancellationToken);
        if (session.IsJson)
        {
            await session.WriteJsonAsync(new JsonObject { ["id"] = present.WebhookId, ["deleted"] = deleted });
        }
        else
        {
            session.Screen.Say(!agreed ? $"Nothing was done. To do it: connector webhooks delete {present.WebhookId} --yes"
                : deleted ? $"Webhook {present.WebhookId} is deleted."
                : $"Webhook {present.WebhookId} was gone already.");
        }

        return agreed ? ExitCode.Good : ExitCode.Bad;
    }
}
