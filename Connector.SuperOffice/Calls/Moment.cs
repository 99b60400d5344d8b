namespace Connector.SuperOffice.Calls;

/// <summary>Timestamps of the clock that nobody sets.</summary>
internal static class Moment
{
    public static long In(TimeSpan time) =>
        TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    /// <summary>How long it is until then; negative once it is over.</summary>
    public static TimeSpan Until(long moment) => TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), moment);
}
