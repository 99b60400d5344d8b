using System.ComponentModel.DataAnnotations;
using Connector.Ingress.Authenticity;

namespace Connector.Ingress;

/// <summary>Settings of the intake, section <c>Ingress</c>: who may post to us, and how much.</summary>
public sealed class IngressOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ingress";

    /// <summary>
    /// The context identifier of the default tenant, such as <c>Cust10001</c>: whose events <c>/connector/webhook</c> takes.
    /// Compared without case.
    /// </summary>
    [Required(ErrorMessage = "Ingress:Tenant is missing: set it to the tenant's context identifier, such as Cust10001.")]
    [RegularExpression(@"^(?i:Cust)\d{1,12}$", ErrorMessage = "Ingress:Tenant must be a context identifier: Cust followed by digits, such as Cust10001.")]
    public string Tenant { get; set; } = "";

    /// <summary>
    /// The token that the webhook's target URL (<c>?token=</c>) or header (<c>X-Connector-Token</c>) carries. 16 to 1024 characters;
    /// fewer than 32 start with a warning. Token or secret is required.
    /// </summary>
    public string WebhookToken { get; set; } = "";

    /// <summary>The token before it, valid as well as long as it is set.</summary>
    public string WebhookTokenPrevious { get; set; } = "";

    /// <summary>
    /// The webhook's secret, by which SuperOffice signs each body (<c>X-SuperOffice-Signature</c>). 16 to 1024 characters; fewer than 32
    /// start with a warning. It must differ from the tokens.
    /// </summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>The secret before it, valid as well as long as it is set.</summary>
    public string WebhookSecretPrevious { get; set; } = "";

    /// <summary>What a post must bring. Default: a right token where a token is set, and a right signature where a secret is.</summary>
    [EnumDataType(typeof(PostProof), ErrorMessage = "Ingress:Proof must be Both, Signature, Token or Either.")]
    public PostProof? Proof { get; set; }

    /// <summary>
    /// Posts an address may send in a minute that prove nothing; further ones get 429 instead of 401: 1 to 10,000. Default 20. A post that
    /// proves itself is taken regardless.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "Ingress:FailuresPerMinute must be between 1 and 10000.")]
    public int FailuresPerMinute { get; set; } = 20;

    /// <summary>
    /// Networks (<c>10.1.0.0/16</c>) and addresses of the proxies whose <c>X-Forwarded-For</c> is believed. Default: none, the header is
    /// ignored and a client's address is that of its connection.
    /// </summary>
    [MaxLength(100, ErrorMessage = "Ingress:TrustedProxies must have at most {1} entries.")]
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>The largest body taken, in bytes: 1,024 to 1,048,576. Default 262,144; SuperOffice's bodies have one to two thousand.</summary>
    [Range(1024, 1_048_576, ErrorMessage = "Ingress:MaxBodyBytes must be between 1024 and 1048576.")]
    public int MaxBodyBytes { get; set; } = 262_144;
}
