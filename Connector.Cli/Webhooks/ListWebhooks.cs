using System.Text.Json.Nodes;
using Connector.Cli.Crm;

namespace Connector.Cli.Webhooks;

/// <summary>Those that this application has registered: it sees no others.</summary>
internal sealed class ListWebhooks() : TenantCommand(
    "list", "Lists the webhooks that this application has registered: state, failures left, events. Exit code 1 if one is stopped.")
{
    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var all = await session.Client.Webhooks.ListAsync(cancellationToken);
        if (session.IsJson)
        {
            await session.WriteJsonAsync(new JsonArray([.. all.Select(one => (JsonNode)WebhookText.Json(one))]));
        }
        else if (all.Count == 0)
        {
            session.Screen.Say(
                "This application has registered none; those that somebody made in SuperOffice's administration are not shown to it. connector webhooks register makes one.");
        }
        else
        {
            WebhookText.Show(session, all);
        }

        return all.All(one => one.State == SuperOffice.Webhooks.WebhookState.Active) ? ExitCode.Good : ExitCode.Bad;
    }
}
