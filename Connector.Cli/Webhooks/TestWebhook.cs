using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.Cli.Crm;

namespace Connector.Cli.Webhooks;

/// <summary>Has SuperOffice post its test event: whether the public address is reached, nobody else can say.</summary>
internal sealed class TestWebhook : TenantCommand
{
    private readonly Argument<string?> _target = new("address") { Description = "Ingress' public address; if not given, that of the connector's webhook.", Arity = ArgumentArity.ZeroOrOne };

    public TestWebhook() : base(
        "test", "Has SuperOffice post its test event to the address, with our token and secret. Exit code 1 if that is not answered with 200.") => Add(_target);

    protected override bool ChangesWebhooks => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var target = OurWebhooks.Target(session.Parsed.GetValue(_target)
            ?? OurWebhooks.Shown((await OurWebhooks.FindAsync(session.Client, null, cancellationToken)).TargetUrl));
        var result = await session.Client.Webhooks.TestAsync(OurWebhooks.Definition(session.Context, OurWebhooks.DefaultName, target), cancellationToken);
        if (!result.Success)
        {
            throw Registration.NotReached(target, $"SuperOffice says: {WebhookText.Short(result.Message)}");
        }

        if (session.IsJson)
        {
            await session.WriteJsonAsync(new JsonObject { ["success"] = true, ["target"] = OurWebhooks.Shown(target.AbsoluteUri) });
        }
        else
        {
            session.Screen.Say($"SuperOffice posted its test event to {OurWebhooks.Shown(target.AbsoluteUri)}, which was answered with 200.");
        }

        return ExitCode.Good;
    }
}
