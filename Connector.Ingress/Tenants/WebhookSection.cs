using Connector.Ingress.Authenticity;
using Connector.Tenants;

namespace Connector.Ingress.Tenants;

/// <summary>The section <c>Webhook</c> of a tenant's file: what the tenant's webhook and we share.</summary>
internal sealed class WebhookSection
{
    /// <summary>The token that the webhook sends.</summary>
    public string Token { get; set; } = "";

    /// <summary>The token that the webhook sent before, valid as long as it stands here.</summary>
    public string TokenPrevious { get; set; } = "";

    /// <summary>The secret that the webhook signs with.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The secret that the webhook signed with before, valid as long as it stands here.</summary>
    public string SecretPrevious { get; set; } = "";

    /// <summary>What a post must bring; default: all of what there is.</summary>
    public PostProof? Proof { get; set; }

    /// <summary>The credentials as the tenant's file has them.</summary>
    public static Credentials Of(TenantSettings tenant)
    {
        var webhook = tenant.Read<WebhookSection>(TenantSection.Webhook);
        return new Credentials(
            Credential.Given((Setting(nameof(Token)), webhook.Token), (Setting(nameof(TokenPrevious)), webhook.TokenPrevious)),
            Credential.Given((Setting(nameof(Secret)), webhook.Secret), (Setting(nameof(SecretPrevious)), webhook.SecretPrevious)),
            webhook.Proof);

        string Setting(string name) => tenant.SpellingOf($"{TenantSection.Webhook}:{name}");
    }
}
