namespace Connector.AppHost.Tenants;

/// <summary>Something that a webhook and ingress share, by all its names.</summary>
/// <param name="Variable">In <c>.env</c>.</param>
/// <param name="Parameter">In the model.</param>
/// <param name="Setting">In the section <c>Ingress</c>, and in the sandbox's for what is in use.</param>
/// <param name="InUse">False for the one before, which is valid too while it is being replaced.</param>
internal sealed record WebhookCredential(string Variable, string Parameter, string Setting, bool InUse)
{
    public static readonly IReadOnlyList<WebhookCredential> All =
    [
        new("WEBHOOK_TOKEN", "webhook-token", "WebhookToken", InUse: true),
        new("WEBHOOK_SECRET", "webhook-secret", "WebhookSecret", InUse: true),
        new("WEBHOOK_TOKEN_PREVIOUS", "webhook-token-previous", "WebhookTokenPrevious", InUse: false),
        new("WEBHOOK_SECRET_PREVIOUS", "webhook-secret-previous", "WebhookSecretPrevious", InUse: false),
    ];
}
