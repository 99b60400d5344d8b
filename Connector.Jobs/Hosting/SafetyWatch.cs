using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>
/// Knows whether what Redis takes is safe there. It may be restarted behind us as one that keeps nothing: so from the moment a connection is lost nothing
/// is known, until the server has been asked again.
/// </summary>
public sealed class SafetyWatch
{
    private static readonly Script Safety = new("safety");

    private readonly Shard _shard;
    private readonly ILogger<SafetyWatch> _logger;
    private readonly Lock _changing = new();
    private long _doubts;
    private bool _isKnown;

    /// <summary>Knows nothing yet.</summary>
    public SafetyWatch(Shard shard, JobsMetrics metrics, ILogger<SafetyWatch> logger)
    {
        (_shard, _logger) = (shard, logger);
        metrics.Watch(this);
    }

    /// <summary>Whether an event that Redis takes now survives its restart.</summary>
    public bool IsSafe
    {
        get
        {
            lock (_changing)
            {
                return _isKnown && Trouble is null;
            }
        }
    }

    /// <summary>Why it does not, and what to do, as far as is known; null otherwise.</summary>
    public string? Trouble { get; private set; }

    /// <summary>It has been found safe.</summary>
    internal void Trust() => Know(Volatile.Read(ref _doubts), trouble: null);

    /// <summary>It may be another one when it comes back.</summary>
    internal void Doubt()
    {
        lock (_changing)
        {
            _doubts++;
            _isKnown = false;
        }
    }

    /// <summary>Asks the server.</summary>
    /// <exception cref="RedisException">It does not say.</exception>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        // What is answered by a connection that was lost meanwhile is no news of what came after it.
        var asked = Volatile.Read(ref _doubts);
        var reply = (RedisValue[])(await _shard.RunAsync(Safety, cancellationToken))!;
        Know(asked, RedisSafety.TroubleOf(reply[0].ToString(), appendOnly: reply[1] == "1"));
    }

    private void Know(long asked, string? trouble)
    {
        lock (_changing)
        {
            if (asked != _doubts)
            {
                return;
            }

            var before = Trouble;
            (_isKnown, Trouble) = (true, trouble);
            if (trouble is not null && trouble != before)
            {
                JobsLog.RedisUnsafe(_logger, trouble);
            }
            else if (trouble is null && before is not null)
            {
                JobsLog.RedisSafeAgain(_logger);
            }
        }
    }
}
