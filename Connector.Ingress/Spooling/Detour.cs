using Connector.Jobs;
using Connector.Jobs.Hosting;
using Connector.Jobs.Memory;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Remembers that Redis failed. For a second posts go straight to the spool, instead of each waiting in turn to find the same out;
/// then one batch tries again. Whoever gets an answer ends the detour for all. While Redis must not be given more, posts take it as well: while its memory fills
/// up, for what is left is for the jobs that are there, and while what it takes would not be safe.
/// </summary>
internal sealed class Detour(Spool spool, SafetyWatch safety, MemoryWatch memory, TimeProvider time, ILogger<Detour> logger)
{
    /// <summary>How long a post waits for Redis where there is a spool.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Lock _changing = new();
    private long? _failedAt;

    /// <summary>Whether Redis did not take the last events it was given.</summary>
    public bool IsNeeded
    {
        get
        {
            lock (_changing)
            {
                return _failedAt is not null;
            }
        }
    }

    /// <summary>Whether events rest elsewhere if they can: Redis is not known to be safe, or its memory is too full.</summary>
    public bool IsOrdered => !safety.IsSafe || memory.Pressure >= MemoryPressure.Spool;

    /// <summary>Whether it is ordered, or too early to try Redis again, and there is a way around it.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_changing)
            {
                return spool.IsOpen && (IsOrdered || (_failedAt is { } then && time.GetElapsedTime(then) < Rest));
            }
        }
    }

    /// <summary>Whether new events may be given to Redis at all: what it takes would survive its restart. If not, it counts as not taking them.</summary>
    public bool AskIfSafe()
    {
        if (safety.IsSafe)
        {
            return true;
        }

        Failed(new UnsafeRedisException(safety.Trouble ?? "Redis has not been found safe since its connection was lost."));
        return false;
    }

    /// <summary>Redis did not take events, for whatever reason.</summary>
    public void Failed(Exception exception)
    {
        lock (_changing)
        {
            if (_failedAt is null)
            {
                Tell(exception);
            }

            _failedAt = time.GetTimestamp();
        }
    }

    /// <summary>Redis took events, and fast enough for a post.</summary>
    public void Answered()
    {
        lock (_changing)
        {
            if (_failedAt is not null)
            {
                _failedAt = null;
                logger.StoreRegained();
            }
        }
    }

    private void Tell(Exception exception)
    {
        if (spool.IsOpen)
        {
            logger.Begun(exception);
        }
        else
        {
            logger.StoreLost(exception);
        }
    }
}
