using System.Globalization;

namespace Connector.Jobs.Spend;

/// <summary>A tenant's day.</summary>
/// <param name="Name">Its date, such as <c>2026-11-25</c>.</param>
/// <param name="EndsAt">When the next one begins.</param>
public sealed record SpendDay(string Name, DateTimeOffset EndsAt)
{
    /// <summary>The day that it is in a time zone.</summary>
    public static SpendDay Of(DateTimeOffset now, TimeZoneInfo zone)
    {
        var date = TimeZoneInfo.ConvertTime(now, zone).Date;
        var next = date.AddDays(1);
        // Where clocks are put forward at midnight, the day begins later.
        while (zone.IsInvalidTime(next))
        {
            next = next.AddMinutes(30);
        }

        return new SpendDay(
            date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            new DateTimeOffset(next, zone.IsAmbiguousTime(next) ? zone.GetAmbiguousTimeOffsets(next).Max() : zone.GetUtcOffset(next)).ToUniversalTime());
    }
}
