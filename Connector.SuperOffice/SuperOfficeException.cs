using System.Net;

namespace Connector.SuperOffice;

/// <summary>Whom a failure concerns.</summary>
public enum FailureScope
{
    /// <summary>Every request of the tenant: token revoked, maintenance, unknown tenant. Hold it.</summary>
    Tenant,

    /// <summary>This entity only.</summary>
    Entity,
}

/// <summary>What can be done about a failure.</summary>
public enum FailureKind
{
    /// <summary>Network, time-out, 5xx: try again later; costs an attempt.</summary>
    Transient,

    /// <summary>409 or 412, or 404 to a change: the record changed or went away meanwhile; read again. Costs an attempt.</summary>
    Conflict,

    /// <summary>429, 503 with Retry-After, the pause after one of them, or no turn in the tenant's call budget: come back after <see cref="SuperOfficeException.RetryAfter"/>; costs no attempt.</summary>
    AskedToWait,

    /// <summary>400 or 403, the latter in spite of a new token: trying again will not help.</summary>
    Refused,

    /// <summary>The answer is not what the API documents: never to be taken for an empty one.</summary>
    Unreadable,

    /// <summary>Tenant is in maintenance or not running, not where it says it is, or has failed so often that it is not called for a while.</summary>
    TenantUnavailable,

    /// <summary>The refresh token is revoked, unknown or another tenant's, or its access tokens are refused: a human must consent again.</summary>
    Revoked,

    /// <summary>The application has not been granted this part of the API; SuperOffice must be asked for it.</summary>
    NotGranted,

    /// <summary>The write gate does not let the call change anything now; nothing was sent.</summary>
    WriteRefused,
}

/// <summary>
/// A call to SuperOffice that did not give what it should. The message may be logged and shown: it holds no secret, no body and
/// nothing of SuperOffice's own words but the type of the error.
/// </summary>
public sealed class SuperOfficeException(
    FailureKind kind, FailureScope scope, string message, HttpStatusCode? status = null, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What can be done.</summary>
    public FailureKind Kind { get; } = kind;

    /// <summary>Whom it concerns.</summary>
    public FailureScope Scope { get; } = scope;

    /// <summary>The HTTP status, if there was an answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>When to come back, from now: what the server asked for, or when a turn or the end of a pause or break is expected.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>True if SuperOffice was not asked, because it has failed too often before: this says nothing new of it.</summary>
    public bool NotAsked { get; init; }

    /// <summary>SuperOffice's name for the error, such as <c>SoNotFoundException</c>, if it gave one.</summary>
    public string? ErrorType { get; init; }

    /// <summary>
    /// SuperOffice's own words, at most 500 characters of one line, tokens taken out. For a person; never log it: it may name what a
    /// record holds.
    /// </summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The first 4 KiB of the answer, for diagnosis by a person. Never log it.</summary>
    public string? RawAnswer { get; init; }
}
