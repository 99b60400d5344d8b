using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

/// <summary>How Retry-After is written where it is sent.</summary>
public enum RetryAfterForm
{
    /// <summary>As seconds.</summary>
    Seconds,

    /// <summary>As an HTTP date.</summary>
    Date,

    /// <summary>Not at all.</summary>
    None,
}

/// <content>How the tenant's API misbehaves.</content>
public sealed partial record FaultSettings
{
    /// <summary>Faults that strike single calls, at most 20. Default: none.</summary>
    [MaxLength(20)]
    public IReadOnlyList<ApiFault>? ApiFaults { get; init; }

    /// <summary>How Retry-After is written. Default in seconds.</summary>
    public RetryAfterForm RetryAfterAs { get; init; } = RetryAfterForm.Seconds;

    /// <summary>Whether the eleventh call of a second is answered with 429. Default false: it is only counted.</summary>
    public bool StrictCallRate { get; init; }
}
