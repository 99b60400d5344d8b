using System.Runtime.CompilerServices;
using Connector.Cli.Findings;
using Connector.Cli.Webhooks;

namespace Connector.Cli.Checking;

/// <summary>Whether SuperOffice reaches the public address: by a test event of its own, since nobody else can say.</summary>
internal sealed class AddressCheck(Uri? address) : ICheck
{
    public string Name => "public address";

    public bool NeedsLogin => true;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var target = address ?? (await OurWebhooks.ListAsync(input.Client, cancellationToken)).Select(one => new Uri(OurWebhooks.Shown(one.TargetUrl))).FirstOrDefault();
        if (target is null)
        {
            yield return Finding.Skipped(
                "not looked at: there is no webhook yet", "--address https://<public host>/connector/webhook has SuperOffice post a test event there.");
            yield break;
        }

        if (input.Context.Value("WEBHOOK_TOKEN").Length + input.Context.Value("WEBHOOK_SECRET").Length == 0)
        {
            yield return Finding.Skipped("not looked at: neither WEBHOOK_TOKEN nor WEBHOOK_SECRET is set, and ingress takes nothing unproven");
            yield break;
        }

        var result = await input.Client.Webhooks.TestAsync(OurWebhooks.Definition(input.Context, OurWebhooks.DefaultName, target), cancellationToken);
        yield return result.Success
            ? Finding.Good($"SuperOffice's test event was answered with 200 by {OurWebhooks.Shown(target.AbsoluteUri)}")
            : Finding.Bad(
                $"SuperOffice's test event was not answered with 200 by {OurWebhooks.Shown(target.AbsoluteUri)}. SuperOffice says: {WebhookText.Short(result.Message)}",
                "It must be reached from the internet by https with a certificate the public trusts, with ingress behind it; WEBHOOK_TOKEN and WEBHOOK_SECRET must be ingress' own.");
    }
}
