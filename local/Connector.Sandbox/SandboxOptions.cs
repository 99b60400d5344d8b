using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox;

/// <summary>How the sandbox behaves from its start on, section <c>Sandbox</c>. What may change in mid-run is in <see cref="Control.Faults"/>.</summary>
public sealed class SandboxOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sandbox";

    /// <summary>Where the tenant's webhook posts events: the full URL of the connector's webhook path. Default: none, events are counted only.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>The connector's webhook token, sent with each event. Default: none.</summary>
    public string WebhookToken { get; set; } = "";

    /// <summary>Where the token travels. Default: in the header <c>X-Connector-Token</c>.</summary>
    public TokenPlace WebhookTokenIn { get; set; } = TokenPlace.Header;

    /// <summary>If set, events carry <c>X-SuperOffice-Signature</c>. Default: none.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The dashboard's address, for people. Default: none.</summary>
    public Uri? DashboardUrl { get; set; }

    /// <summary>Whether the sandbox creates a company at start and reports when it is enriched. Default true.</summary>
    public bool AnnounceFirstCompany { get; set; } = true;

    /// <summary>Lifetime of an access token. Default one hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Sandbox:TokenLifetime must be between {1} and {2}.")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The public key (PEM) of the application that logs in as the system user. Default: the sandbox makes a pair and hands out the private
    /// half at <c>/sandbox/system-user</c>.
    /// </summary>
    [RegularExpression(@"\s*-----BEGIN (RSA )?PUBLIC KEY-----[\s\S]+", ErrorMessage = "Sandbox:SystemUserPublicKey must be an RSA public key in PEM.")]
    public string? SystemUserPublicKey { get; set; }

    /// <summary>
    /// The address that the application has registered, to which a browser is sent after a login; no other is. Default on port 8009 of this machine.
    /// </summary>
    [Required(ErrorMessage = "Sandbox:RedirectUri must not be empty.")]
    public string RedirectUri { get; set; } = "http://127.0.0.1:8009/callback";

    /// <summary>
    /// The first id a new contact or person gets. Default: the seconds since 2026 at start. A connector remembers what it
    /// wrote to an id; the sandbox forgets everything when it ends, so it must not hand out the same ids again.
    /// </summary>
    [Range(1000, 1_000_000_000, ErrorMessage = "Sandbox:FirstNewId must be between {1} and {2}.")]
    public int? FirstNewId { get; set; }

    /// <summary>The scenario that is on from the start: the name of a file in the folder <c>Scenarios</c>. Default: none.</summary>
    public string Scenario { get; set; } = "";

    /// <summary>How events are delivered.</summary>
    [Required, ValidateObjectMembers]
    public DeliveryOptions Delivery { get; set; } = new();

    /// <summary>How the Company Explorer answers.</summary>
    [Required, ValidateObjectMembers]
    public ExplorerOptions Explorer { get; set; } = new();
}

/// <summary>Where a webhook's token travels.</summary>
public enum TokenPlace
{
    /// <summary>In the subscription's custom header <c>X-Connector-Token</c>.</summary>
    Header,

    /// <summary>In the target URL, as <c>?token=</c>.</summary>
    Query,
}

/// <summary>How events are delivered. The defaults are SuperOffice's documented ones.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Pause before an event's second try. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Sandbox:Delivery:SecondTryAfter must be between {1} and {2}.")]
    public TimeSpan SecondTryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause between an event's second and third try. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Sandbox:Delivery:ThirdTryAfter must be between {1} and {2}.")]
    public TimeSpan ThirdTryAfter { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a try may take. SuperOffice documents none; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Sandbox:Delivery:Timeout must be between {1} and {2}.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>How the Company Explorer answers.</summary>
public sealed class ExplorerOptions
{
    /// <summary>Basic user name. Default <c>sandbox</c>.</summary>
    [Required(ErrorMessage = "Sandbox:Explorer:UserName must not be empty.")]
    public string UserName { get; set; } = "sandbox";

    /// <summary>Basic password. Default <c>sandbox-explorer-password</c>; it guards nothing.</summary>
    [Required(ErrorMessage = "Sandbox:Explorer:Password must not be empty.")]
    public string Password { get; set; } = "sandbox-explorer-password";

    /// <summary>How long an analysis takes. Default 1.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Sandbox:Explorer:ThinkTime must be between {1} and {2}.")]
    public TimeSpan ThinkTime { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>A caller is kept waiting for an analysis that needs no longer than this; else it is told <c>processing</c>. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Sandbox:Explorer:AnswerWithin must be between {1} and {2}.")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);
}
