namespace Connector.SuperOffice.Calls;

/// <summary>Reads Retry-After, in seconds or as a date.</summary>
internal static class RetryAdvice
{
    // Whoever asks for more is asked again in between.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>When to come back, from now; null if the answer does not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        var advice = response.Headers.RetryAfter;
        var wait = advice?.Delta ?? advice?.Date - time.GetUtcNow();
        return wait is { } given ? TimeSpan.FromTicks(Math.Clamp(given.Ticks, 0, Longest.Ticks)) : null;
    }
}
