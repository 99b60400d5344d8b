using System.Globalization;

namespace Connector.SuperOffice.Calls;

/// <summary>A call that waits for its turn, and has it.</summary>
internal sealed class WaitingCall(CallClass callClass)
{
    // Unique among all processes that talk to the tenant.
    private static readonly string Process = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
    private static long _last;

    private long? _beganAt;
    private long _began;

    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{Process}-{Interlocked.Increment(ref _last)}");

    public CallClass Class => callClass;

    /// <summary>When it asked first, by Redis' clock; it keeps its place by it.</summary>
    public long AskedAt { get; set; }

    /// <summary>It begins, at that time by Redis' clock, which was after <paramref name="asked"/>.</summary>
    public void Begin(long at, long asked) => (_beganAt, _began) = (at, asked);

    /// <summary>When it ends if that is now, by Redis' clock and not too early; null if Redis does not know of it.</summary>
    public long? EndsAt() => _beganAt + (long)Math.Ceiling(TimeProvider.System.GetElapsedTime(_began).TotalMilliseconds) + 1;
}
