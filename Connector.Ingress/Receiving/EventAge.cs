namespace Connector.Ingress.Receiving;

/// <summary>
/// When an event happened, by its own word, seen from now. It refuses nothing: the time in a body is that of the event and not of the
/// try, so that a late one may be honest, and a replayed one is found by its id.
/// </summary>
internal enum EventAge
{
    /// <summary>Within the last five minutes, or a clock's difference ahead.</summary>
    Fresh,

    /// <summary>Longer ago.</summary>
    Late,

    /// <summary>More than five minutes ahead: a clock is wrong.</summary>
    Future,

    /// <summary>The body does not say.</summary>
    Absent,
}

/// <summary>How events are distinguished by age.</summary>
internal static class EventAges
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static EventAge Of(DateTimeOffset? happened, DateTimeOffset now) =>
        happened is not { } then ? EventAge.Absent
        : now - then > Tolerance ? EventAge.Late
        : then - now > Tolerance ? EventAge.Future
        : EventAge.Fresh;

    /// <summary>The word for logs and metrics.</summary>
    public static string Word(this EventAge age) => age switch
    {
        EventAge.Fresh => "fresh",
        EventAge.Late => "late",
        EventAge.Future => "future",
        _ => "absent",
    };
}
