using Connector.Ingress.Accepting;

namespace Connector.Ingress.Receiving;

/// <summary>How each outcome is answered and spelt.</summary>
internal static class ReceiveOutcomes
{
    /// <summary>
    /// The status code. SuperOffice counts everything but 200 as a failure and switches a webhook off after nine in a row, so
    /// an authenticated post gets 200 whatever it contains.
    /// </summary>
    public static int StatusCode(this ReceiveOutcome outcome) => outcome switch
    {
        ReceiveOutcome.Accepted or ReceiveOutcome.Duplicate or ReceiveOutcome.Spooled or ReceiveOutcome.Foreign => StatusCodes.Status200OK,
        ReceiveOutcome.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ReceiveOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ReceiveOutcome.UnsupportedType => StatusCodes.Status415UnsupportedMediaType,
        ReceiveOutcome.Unauthorized => StatusCodes.Status401Unauthorized,
        ReceiveOutcome.Throttled => StatusCodes.Status429TooManyRequests,
        ReceiveOutcome.Incomplete => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The word for logs and metrics.</summary>
    public static string Word(this ReceiveOutcome outcome) => outcome switch
    {
        ReceiveOutcome.Accepted => "accepted",
        ReceiveOutcome.Duplicate => "duplicate",
        ReceiveOutcome.Spooled => "spooled",
        ReceiveOutcome.Foreign => "foreign",
        ReceiveOutcome.MethodNotAllowed => "method_not_allowed",
        ReceiveOutcome.TooLarge => "too_large",
        ReceiveOutcome.UnsupportedType => "unsupported_type",
        ReceiveOutcome.Unauthorized => "unauthorized",
        ReceiveOutcome.Throttled => "throttled",
        ReceiveOutcome.Incomplete => "incomplete",
        _ => "unavailable",
    };
}

/// <summary>The result of receiving one post.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="JobId">The job it became or belongs to; null if nothing is stored.</param>
/// <param name="Event">The event's name, fit for a log line; null if it was not read.</param>
/// <param name="Age">How old the event is by its own word; null if it was not read.</param>
/// <param name="RetryAfter">When the sender may come again; null if it is not known.</param>
internal readonly record struct Receipt(
    ReceiveOutcome Outcome, string? JobId = null, string? Event = null, EventAge? Age = null, TimeSpan? RetryAfter = null);
