using System.ComponentModel.DataAnnotations;

namespace Connector.Enricher.Explorer;

/// <summary>How to reach the Company Explorer, section <c>Explorer</c>.</summary>
public sealed class ExplorerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Explorer";

    /// <summary>Default of <see cref="Timeout"/>.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The context identifier of the tenant that these settings are about, such as <c>Cust10001</c>. Required where <c>Tenants:Directory</c> is
    /// set; default: none, every tenant's.
    /// </summary>
    [RegularExpression("^Cust[0-9]{1,10}$", ErrorMessage = "Explorer:Tenant must be a context identifier: Cust followed by digits, such as Cust10001.")]
    public string Tenant { get; set; } = "";

    /// <summary>
    /// Absolute address below which <c>api/provision/superoffice-contact</c> lives, such as <c>https://explorer.example.com</c>. Plain http
    /// is accepted on loopback, elsewhere only with <see cref="AllowHttp"/>. Required.
    /// </summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>
    /// Where what is sent to <see cref="BaseUrl"/> is processed, as its operator says, such as <c>EU (Frankfurt)</c>: at most 100 printable
    /// characters. Only logged, never acted upon; nothing is inferred from a host name. Default: none, not declared.
    /// </summary>
    [RegularExpression(@"^[^\p{C}]{1,100}$", ErrorMessage = "Explorer:Region must be a text of 1 to 100 printable characters, such as EU (Frankfurt).")]
    public string? Region { get; set; }

    /// <summary>
    /// Whether workers may have it looked, before a tenant's first question and when its settings change, whether the Company Explorer is there and lets us in. It
    /// is sent a POST without a body, which its contract answers with 422. Default true. Off: what is wrong with it shows at the first question, which then holds
    /// the tenant.
    /// </summary>
    public bool Check { get; set; } = true;

    /// <summary>
    /// Accept plain http beyond loopback. Default false. Credentials and company data then cross the network readable: only inside a network
    /// that is trusted or encrypts by itself.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>User name of Basic authentication. Given together with <see cref="Password"/>, or not at all.</summary>
    public string? UserName { get; set; }

    /// <summary>Password of Basic authentication. Secret.</summary>
    public string? Password { get; set; }

    /// <summary>Key sent as Bearer token, instead of user name and password. Secret.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Time-out of one question, waiting for a free slot included. Default 60 s. The caller's deadline ends a question earlier.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Explorer:Timeout must be between 00:00:01 and 00:10:00.")]
    public TimeSpan Timeout { get; set; } = DefaultTimeout;

    /// <summary>Hosts besides that of <see cref="BaseUrl"/> that may be called. Default: none.</summary>
    [MaxLength(100, ErrorMessage = "Explorer:AllowedHosts must have at most {1} entries.")]
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// Questions of a tenant open at the Company Explorer at a time. Default 16. Four times as many wait for their turn; whoever comes then has
    /// to come back.
    /// </summary>
    [Range(1, 1024, ErrorMessage = "Explorer:MaxConcurrency must be between 1 and 1024.")]
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>
    /// From which share of a tenant's questions failed (no answer, an answer that cannot be read, 5xx) its Company Explorer is not asked
    /// for a while, and the tenant held. Default 0.5.
    /// </summary>
    [Range(0.05, 1.0, ErrorMessage = "Explorer:BreakerFailureRatio must be between 0.05 and 1.")]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>How many questions there must have been within the window for that. Default 10.</summary>
    [Range(2, 10000, ErrorMessage = "Explorer:BreakerMinimumCalls must be between 2 and 10000.")]
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>Over which time questions and failures are counted. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Explorer:BreakerWindow must be between 00:00:01 and 00:10:00.")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is not asked then; after it, one question is let through to see. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Explorer:BreakerPause must be between 00:00:01 and 01:00:00.")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);
}
