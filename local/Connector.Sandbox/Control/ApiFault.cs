using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

/// <summary>What goes wrong with a call of the tenant's API.</summary>
public enum ApiFaultKind
{
    /// <summary>The answer is late by <see cref="ApiFault.Milliseconds"/> and a jitter; other faults may follow.</summary>
    Latency,

    /// <summary>No answer ever, and nothing is done.</summary>
    Hang,

    /// <summary>The connection breaks before anything is done.</summary>
    DropBefore,

    /// <summary>The call is carried out, then the connection breaks: a PATCH is saved and its answer lost.</summary>
    DropAfter,

    /// <summary>429.</summary>
    TooManyRequests,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>500 with SuperOffice's error body.</summary>
    ServerError,

    /// <summary>500 with an HTML page.</summary>
    ServerErrorPage,

    /// <summary>502 with an HTML page, as from a proxy.</summary>
    BadGateway,

    /// <summary>200 with an HTML page instead of JSON; nothing is done.</summary>
    Page,

    /// <summary>The call is carried out, and half of the JSON comes back.</summary>
    TruncatedJson,

    /// <summary>200 and <c>null</c>, as agents answer for what is not there; nothing is done.</summary>
    Null,

    /// <summary>200 with nothing; nothing is done.</summary>
    Empty,

    /// <summary>200 with JSON of another kind than the call answers with; nothing is done.</summary>
    WrongType,

    /// <summary>The call is carried out, and the right JSON comes back as <c>text/plain</c>.</summary>
    WrongContentType,

    /// <summary>302 to another host.</summary>
    Redirect,

    /// <summary>307 to another host: the method and body are meant to follow.</summary>
    RedirectKeepingMethod,

    /// <summary>403 with SuperOffice's error body: this user may not.</summary>
    Forbidden,
}

/// <summary>A fault of the tenant's API and which calls it strikes. Faults in a list are tried in order; the first that strikes decides.</summary>
public sealed record ApiFault
{
    /// <summary>What goes wrong.</summary>
    public required ApiFaultKind Kind { get; init; }

    /// <summary>How often it strikes before it is over. Default: for ever.</summary>
    [Range(1, 1_000_000)]
    public int? Times { get; init; }

    /// <summary>The only HTTP method it strikes, such as <c>PATCH</c>. Default: all.</summary>
    [RegularExpression("GET|POST|PUT|PATCH|DELETE")]
    public string? Method { get; init; }

    /// <summary>The only resource it strikes, such as <c>Contact</c>. Default: all.</summary>
    [StringLength(30, MinimumLength = 1)]
    public string? Resource { get; init; }

    /// <summary>How likely it strikes a call, 0 to 1. Default 1.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 1;

    /// <summary>Seed of its chance: the same seed strikes the same calls. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary><see cref="ApiFaultKind.Latency"/>: how late the answer is, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int Milliseconds { get; init; }

    /// <summary><see cref="ApiFaultKind.Latency"/>: up to this much more, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int JitterMilliseconds { get; init; }
}
