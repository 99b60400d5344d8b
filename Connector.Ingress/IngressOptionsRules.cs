using Connector.Ingress.Authenticity;
using Connector.Ingress.Receiving;
using Microsoft.Extensions.Options;

namespace Connector.Ingress;

/// <summary>What an attribute cannot say of the settings: who may post must be provable, and who is believed must exist.</summary>
internal sealed class IngressOptionsRules : IValidateOptions<IngressOptions>
{
    public ValidateOptionsResult Validate(string? name, IngressOptions options)
    {
        var problems = CredentialsOf(options).Problems("Ingress:WebhookToken", "Ingress:WebhookSecret", "Ingress:Proof").ToList();
        problems.AddRange(options.TrustedProxies.Select((proxy, at) => TrustedProxies.ProblemOf($"Ingress:TrustedProxies:{at}", proxy)).OfType<string>());
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>What the settings say of the default tenant's webhook.</summary>
    public static Credentials CredentialsOf(IngressOptions options) => new(
        Credential.Given(("Ingress:WebhookToken", options.WebhookToken), ("Ingress:WebhookTokenPrevious", options.WebhookTokenPrevious)),
        Credential.Given(("Ingress:WebhookSecret", options.WebhookSecret), ("Ingress:WebhookSecretPrevious", options.WebhookSecretPrevious)),
        options.Proof);
}
