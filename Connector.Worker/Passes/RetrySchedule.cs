namespace Connector.Worker.Passes;

/// <summary>When a failed account tries again, and when it stops trying: 5 s·2ⁿ ± 20 %, at most 1 h, until 12 attempts or 24 h.</summary>
public static class RetrySchedule
{
    private const double Jitter = 0.2;

    /// <summary>The delay after a failure.</summary>
    /// <param name="failedAttempts">Failures in a row before this one.</param>
    /// <param name="options">First and longest delay.</param>
    /// <param name="random">0 to 1: where in the jitter the delay lies.</param>
    public static TimeSpan Delay(int failedAttempts, WorkerOptions options, double random)
    {
        var doubled = options.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(failedAttempts, 30));
        var jittered = doubled * (1 - Jitter + (2 * Jitter * random));
        return TimeSpan.FromSeconds(Math.Min(jittered, options.LongestRetry.TotalSeconds));
    }

    /// <summary>Whether this failure is the last.</summary>
    /// <param name="failedAttempts">Failures in a row before this one.</param>
    /// <param name="failingFor">Time since the first of them; null if there was none.</param>
    /// <param name="options">The limits.</param>
    public static bool IsLast(int failedAttempts, TimeSpan? failingFor, WorkerOptions options) =>
        failedAttempts + 1 >= options.Attempts || failingFor >= options.RetryFor;
}
