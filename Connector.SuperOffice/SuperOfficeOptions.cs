using System.ComponentModel.DataAnnotations;

namespace Connector.SuperOffice;

/// <summary>How to reach a tenant and log in to it, section <c>SuperOffice</c>.</summary>
public sealed class SuperOfficeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SuperOffice";

    /// <summary>The tenant's context identifier, such as <c>Cust10001</c>.</summary>
    [Required(ErrorMessage = "The tenant is not named: set SO_CONTEXT_IDENTIFIER in .env, or SuperOffice:ContextIdentifier.")]
    [RegularExpression("^Cust[0-9]{1,10}$", ErrorMessage =
        "SO_CONTEXT_IDENTIFIER (SuperOffice:ContextIdentifier) must look like Cust12345.")]
    public string ContextIdentifier { get; set; } = "";

    /// <summary><c>sod</c>, <c>qaonline</c> or <c>online</c>; a numbered host such as <c>online3</c> means its login host <c>online</c>.</summary>
    [Required(ErrorMessage = "The environment is not named: set SO_ENVIRONMENT in .env, or SuperOffice:Environment, to sod, qaonline or online.")]
    [RegularExpression("^[a-z]{2,20}[0-9]{0,3}$", ErrorMessage =
        "SO_ENVIRONMENT (SuperOffice:Environment) must be a name such as sod, qaonline, online or online3, without a domain.")]
    public string Environment { get; set; } = "online";

    /// <summary>Overrides the login and state address, for the sandbox. Plain http is accepted on loopback, elsewhere only with <see cref="AllowHttp"/>.</summary>
    public Uri? LoginUrl { get; set; }

    /// <summary>Accept plain http at the host of <see cref="LoginUrl"/>: only where that network may read credentials. Default false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>The application's client id.</summary>
    [Required(ErrorMessage = "The client id is missing: set SO_CLIENT_ID in .env, or SuperOffice:ClientId.")]
    public string ClientId { get; set; } = "";

    /// <summary>The application's client secret.</summary>
    [Required(ErrorMessage = "The client secret is missing: set SO_CLIENT_SECRET in .env, or SuperOffice:ClientSecret.")]
    public string ClientSecret { get; set; } = "";

    /// <summary>How to log in. Default <see cref="LoginFlow.RefreshToken"/>.</summary>
    [EnumDataType(typeof(LoginFlow), ErrorMessage = "SuperOffice:Login must be RefreshToken or SystemUser.")]
    public LoginFlow Login { get; set; } = LoginFlow.RefreshToken;

    /// <summary>The refresh token of the consenting user; required for its own flow only.</summary>
    public string RefreshToken { get; set; } = "";

    /// <summary>The system user's token, <c>AppName-xxxxxxxxxx</c>: the claim <c>system_token</c> of an administrator's consent.</summary>
    public string SystemUserToken { get; set; } = "";

    /// <summary>File with the application's RSA private key, PEM or RSA XML, for the system user.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>The private key itself, instead of a file.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>The tenant's serial number, which the system user's ticket must be made out to. Default: any.</summary>
    [RegularExpression("^[0-9A-Za-z]{1,40}$", ErrorMessage = "SuperOffice:Serial must be the tenant's serial number, letters and digits.")]
    public string? Serial { get; set; }

    /// <summary>The redirect address registered for the application; sent with a refresh if set.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>The associate our writes are recorded under, if it cannot be found out. Default: none.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "SuperOffice:AssociateId must be the positive id of an associate, or be left out.")]
    public int? AssociateId { get; set; }

    /// <summary>Whether that associate is ours alone. Default: a system user is, the person of a refresh-token login is not.</summary>
    public bool? DedicatedUser { get; set; }

    /// <summary>Which precondition a PATCH carries. Default <see cref="WritePrecondition.UnmodifiedSince"/>.</summary>
    [EnumDataType(typeof(WritePrecondition), ErrorMessage = "SuperOffice:WritePrecondition must be None, UnmodifiedSince or Test.")]
    public WritePrecondition WritePrecondition { get; set; } = WritePrecondition.UnmodifiedSince;

    /// <summary>
    /// Time-out of one call, all in all: waiting for its turn, logging in, trying again. Default 15 s; with 5 s to spare it must fit
    /// between heartbeat and lease.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00", ErrorMessage = "SuperOffice:Timeout must be between 00:00:01 and 00:02:00.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Most calls that reach SuperOffice within any second, by all processes that share a Redis; a call counts until a second after its answer. Default 10,
    /// which SuperOffice is understood to allow a tenant. While Redis is away, each process keeps to an equal share of it, without Redis to all of it.
    /// </summary>
    [Range(1, 1000, ErrorMessage = "SuperOffice:CallsPerSecond must be between 1 and 1000.")]
    public int CallsPerSecond { get; set; } = 10;

    /// <summary>Most calls under way at a time in this process. Default 8.</summary>
    [Range(1, 100, ErrorMessage = "SuperOffice:MaxConcurrentCalls must be between 1 and 100.")]
    public int MaxConcurrentCalls { get; set; } = 8;

    /// <summary>
    /// From which share of failures (no answer, 5xx, a 200 to a read that is not JSON) on a host is not called for a while. Default 0.5: single records that
    /// always fail stay below it.
    /// </summary>
    [Range(0.05, 1.0, ErrorMessage = "SuperOffice:BreakerFailureRatio must be between 0.05 and 1.")]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>
    /// How many requests to the API the window must have seen before that share counts. Default 20: one record that always fails makes
    /// 9 in the default window.
    /// </summary>
    [Range(2, 10000, ErrorMessage = "SuperOffice:BreakerMinimumCalls must be between 2 and 10000.")]
    public int BreakerMinimumCalls { get; set; } = 20;

    /// <summary>The same for the login host, which is rarely called. Default 5.</summary>
    [Range(2, 10000, ErrorMessage = "SuperOffice:BreakerMinimumLoginCalls must be between 2 and 10000.")]
    public int BreakerMinimumLoginCalls { get; set; } = 5;

    /// <summary>Over which time failures are counted. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "SuperOffice:BreakerWindow must be between 00:00:01 and 00:10:00.")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host is then not called. Default 30 s: a held tenant's probe, each minute, finds it over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "SuperOffice:BreakerPause must be between 00:00:01 and 01:00:00.")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Language in which the API translates names it has several of, such as those of list items. Default <c>en</c>.</summary>
    [Required(ErrorMessage = "SuperOffice:Language must be a code such as en or de.")]
    [RegularExpression("^[a-z]{2}(-[A-Z]{2})?$", ErrorMessage = "SuperOffice:Language must be a code such as en or de.")]
    public string Language { get; set; } = "en";
}

/// <summary>How to log in.</summary>
public enum LoginFlow
{
    /// <summary>As the person who consented.</summary>
    RefreshToken,

    /// <summary>As the application's own user.</summary>
    SystemUser,
}

/// <summary>How a PATCH guards against a change by somebody else since we read.</summary>
public enum WritePrecondition
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>If-Unmodified-Since, which has a grain of one second.</summary>
    UnmodifiedSince,

    /// <summary>JSON Patch <c>test</c> operations on each field, beside If-Unmodified-Since.</summary>
    Test,
}
