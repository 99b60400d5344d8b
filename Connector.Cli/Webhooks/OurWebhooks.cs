using System.Globalization;
using Connector.Cli.Contexts;
using Connector.SuperOffice;
using Connector.SuperOffice.Webhooks;

namespace Connector.Cli.Webhooks;

/// <summary>What the connector's webhook is to be, and which of those that there are is meant.</summary>
internal static class OurWebhooks
{
    public const int FailuresThatStop = ConnectorWebhook.FailuresThatStop;

    public const string DefaultName = ConnectorWebhook.DefaultName;

    /// <summary>The header in which ingress expects its token.</summary>
    public const string TokenHeader = "X-Connector-Token";

    /// <summary>The webhook to a target, with the token and the secret of the context.</summary>
    /// <exception cref="CommandException">Neither is set, or the address cannot be a target.</exception>
    public static WebhookDefinition Definition(TenantContext context, string name, Uri target)
    {
        var (token, secret) = (context.Value("WEBHOOK_TOKEN"), context.Value("WEBHOOK_SECRET"));
        return token.Length + secret.Length == 0
            ? throw new CommandException(ExitCode.Usage,
                $"Ingress takes nothing unproven: set WEBHOOK_TOKEN or WEBHOOK_SECRET, best both, in {context.File}, to 32 random characters each (openssl rand -hex 32), the same as ingress has.")
            : new WebhookDefinition
            {
                Name = name,
                Events = ConnectorWebhook.Events,
                TargetUrl = target,
                Installation = target.Authority,
                Secret = secret.Length > 0 ? secret : null,
                Headers = token.Length > 0 ? new Dictionary<string, string> { [TokenHeader] = token } : null,
            };
    }

    /// <summary>An address that SuperOffice may post to.</summary>
    public static Uri Target(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var target) && (target.Scheme == Uri.UriSchemeHttps || (
            target.Scheme == Uri.UriSchemeHttp && target.IsLoopback))
            ? target
            : throw new CommandException(ExitCode.Usage,
                $"'{text}' cannot be a webhook's target: give ingress' public address, such as https://connector.example.com/connector/webhook. Plain http is for the sandbox on this machine.");

    /// <summary>The one that is meant: by its number, or the only one that is ours.</summary>
    /// <exception cref="CommandException">There is none, or it cannot be told which.</exception>
    public static async Task<WebhookSubscription> FindAsync(SuperOfficeClient client, int? id, CancellationToken cancellationToken)
    {
        if (id is { } number)
        {
            return await client.Webhooks.GetAsync(number, cancellationToken)
                ?? throw new CommandException(
                    ExitCode.Bad, $"There is no webhook {number} of this application: connector webhooks list shows those there are.");
        }

        return await ListAsync(client, cancellationToken) switch
        {
            [var only] => only,
            [] => throw new CommandException(ExitCode.Bad, "There is no webhook of the connector: connector webhooks register makes one."),
            var several => throw new CommandException(ExitCode.Usage,
                $"There are several webhooks of the connector: say which, {string.Join(", ", several.Select(one => one.WebhookId.ToString(CultureInfo.InvariantCulture)))}."),
        };
    }

    /// <summary>Those that are the connector's: registered by it, or by hand as its documents say.</summary>
    public static async Task<IReadOnlyList<WebhookSubscription>> ListAsync(SuperOfficeClient client, CancellationToken cancellationToken) =>
        [.. (await client.Webhooks.ListAsync(cancellationToken)).Where(ConnectorWebhook.IsOurs)];

    /// <summary>The same; none where SuperOffice lets the application have no webhooks.</summary>
    public static async Task<IReadOnlyList<WebhookSubscription>> GrantedAsync(SuperOfficeClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(client, cancellationToken);
        }
        catch (SuperOfficeException refused) when (refused.Kind == FailureKind.NotGranted)
        {
            return [];
        }
    }

    /// <summary>A target without what may be its token.</summary>
    public static string Shown(string target) => ConnectorWebhook.Shown(target);
}
