using Microsoft.Extensions.Logging;

namespace Connector.Jobs.Hosting;

/// <summary>Tells that the service waits for Redis: at once, and then more and more seldom, for as long as it does.</summary>
internal sealed class WaitingTold(RedisConnections connections, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private TimeSpan _every = First;
    private long? _reportedAt;

    public void Tell(Exception away)
    {
        if (_reportedAt is { } then)
        {
            if (time.GetElapsedTime(then) < _every)
            {
                return;
            }

            _every = _every * 2 < Longest ? _every * 2 : Longest;
        }

        _reportedAt = time.GetTimestamp();
        JobsLog.WaitingForRedis(logger, connections.Addresses, away.GetType().Name);
    }

    /// <summary>It is there and safe.</summary>
    /// <param name="refused">Whether it has been refused before.</param>
    public void Over(bool refused)
    {
        if (refused || _reportedAt is not null)
        {
            JobsLog.RedisFound(logger, connections.Addresses);
        }
    }
}
