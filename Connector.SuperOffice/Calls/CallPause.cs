namespace Connector.SuperOffice.Calls;

/// <summary>What this process knows of SuperOffice's wish to be left alone.</summary>
internal sealed class CallPause
{
    private long _until;

    /// <summary>How long it lasts yet; null if nothing is known of a pause.</summary>
    public TimeSpan? Left()
    {
        var left = Moment.Until(Volatile.Read(ref _until));
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>It lasts that long from now at least.</summary>
    /// <returns>True if there was no pause before.</returns>
    public bool Remember(TimeSpan pause)
    {
        var isNew = Left() is null;
        var until = Moment.In(pause);
        long known;
        do
        {
            known = Volatile.Read(ref _until);
        }
        while (known < until && Interlocked.CompareExchange(ref _until, until, known) != known);
        return isNew;
    }
}
