using System.CommandLine;

namespace Connector.Cli.Webhooks;

/// <summary>The webhook by which SuperOffice tells the connector what happens.</summary>
internal sealed class WebhooksCommand : Command
{
    public WebhooksCommand() : base("webhooks", "The webhooks by which SuperOffice tells the connector what happens.")
    {
        Add(new ListWebhooks());
        Add(new RegisterWebhook());
        Add(new TestWebhook());
        Add(new ActivateWebhook());
        Add(new DeleteWebhook());
    }

    /// <summary>The argument of commands about one of them.</summary>
    public static Argument<int?> Id() => new("id") { Description = "The webhook's number; if not given, the connector's only one.", Arity = ArgumentArity.ZeroOrOne };
}
