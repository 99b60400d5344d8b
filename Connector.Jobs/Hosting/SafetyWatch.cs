using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>
/// Knows whether what Redis takes is safe there. It may be restarted behind us as one that keeps nothing, or with data of another profile; or a newer
/// version beside us brings the data into its layout. So from the moment a connection is lost nothing is known, until the server has been asked again.
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

    /// <summary>How it keeps what it takes, as it was set up when this service started; null before that.</summary>
    public string? Keeping { get; private set; }

    /// <summary>Whether its data are not ours to work on: another profile's, or of a layout that this version does not know.</summary>
    internal bool IsForeign { get; private set; }

    /// <summary>It has been found safe.</summary>
    /// <param name="found">How it is set up.</param>
    internal void Trust(RedisSafety found)
    {
        Keeping = $"maxmemory-policy noeviction, append-only file, appendfsync {found.Fsync ?? "not told"}";
        Know(Volatile.Read(ref _doubts), trouble: null, isForeign: false);
    }

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

        // Without a layout it has lost its data, which others notice.
        var foreign = reply[3].TryParse(out int version) ? Layout.RefusalOf(_shard.Options.Profile, reply[2].ToString(), version) : null;
        Know(asked, foreign ?? RedisSafety.TroubleOf(reply[0].ToString(), appendOnly: reply[1] == "1"), foreign is not null);
    }

    private void Know(long asked, string? trouble, bool isForeign)
    {
        lock (_changing)
        {
            if (asked != _doubts)
            {
                return;
            }

            var before = Trouble;
            (_isKnown, Trouble, IsForeign) = (true, trouble, isForeign);
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
