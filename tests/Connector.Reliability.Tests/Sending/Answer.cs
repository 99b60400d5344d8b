using System.Net;

namespace Connector.Reliability.Tests.Sending;

/// <summary>What the sender heard about an event.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Status">The last answer's; null if there was none.</param>
/// <param name="Took">How long the last post took.</param>
/// <param name="Posts">How often it was posted.</param>
/// <param name="RetryAfter">The last answer's.</param>
internal sealed record Answer(string EventId, HttpStatusCode? Status, TimeSpan Took, int Posts, string? RetryAfter)
{
    /// <summary>When the last post was sent, as <c>Stopwatch.GetTimestamp</c> counts.</summary>
    public long SentAt { get; init; }

    /// <summary>It must not be lost.</summary>
    public bool IsPromised => Status == HttpStatusCode.OK;
}
