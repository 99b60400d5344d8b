namespace Connector.Jobs.Memory;

/// <summary>How full Redis is, and what follows.</summary>
public enum MemoryPressure
{
    /// <summary>Below 70 %.</summary>
    Normal,

    /// <summary>From 70 %: history makes room, and work that nobody waits for, such as a backfill, adds nothing more.</summary>
    Trim,

    /// <summary>From 80 %: an alarm. History has made what room it can; the rest is live.</summary>
    Alarm,

    /// <summary>From 90 %: an ingress that has a spool keeps new events there. What Redis has can still end.</summary>
    Spool,
}

/// <summary>Redis' memory at one moment.</summary>
/// <param name="Used">Bytes that count against the limit.</param>
/// <param name="Limit">The limit in bytes; null if there is none.</param>
public readonly record struct MemoryUse(long Used, long? Limit)
{
    /// <summary>Percent of the limit; 0 if there is none.</summary>
    public double Percent => Limit is > 0 and { } limit ? 100.0 * Used / limit : 0;

    /// <summary>What follows; it eases only once the use is two points below where it began, so that nothing flaps.</summary>
    public MemoryPressure After(MemoryPressure before)
    {
        var percent = Percent;
        var rising = Level(percent);
        var falling = Level(percent + 2);
        return rising >= before ? rising : (MemoryPressure)Math.Min((int)before, (int)falling);
    }

    private static MemoryPressure Level(double percent) => percent switch
    {
        >= 90 => MemoryPressure.Spool,
        >= 80 => MemoryPressure.Alarm,
        >= 70 => MemoryPressure.Trim,
        _ => MemoryPressure.Normal,
    };
}
