using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Epochs;

/// <summary>
/// Notices that Redis has forgotten something: it was emptied, an older copy of its data was restored, or a replica that lagged took
/// over. Each look compares with the one before, see observe.lua.
/// </summary>
public sealed class EpochWatch : IDisposable
{
    private static readonly TimeSpan WatcherForgottenAfter = TimeSpan.FromDays(30);
    private static readonly Script Observe = new("observe");

    private readonly Shard _shard;
    private readonly Layout _layout;
    private readonly EpochMemory _memory;
    private readonly JobsMetrics _metrics;
    private readonly ILogger<EpochWatch> _logger;
    private readonly SemaphoreSlim _looking = new(1, 1);
    private bool _reportedUnsaved;

    /// <summary>Looks at nothing yet.</summary>
    public EpochWatch(Shard shard, Layout layout, EpochMemory memory, JobsMetrics metrics, ILogger<EpochWatch> logger)
    {
        (_shard, _layout, _memory, _metrics, _logger) = (shard, layout, memory, metrics, logger);
        metrics.Watch(this);
    }

    /// <summary>Whether a loss was open when this process looked last.</summary>
    public bool IsRestricted { get; private set; }

    /// <summary>
    /// Looks. If it says that nothing is lost, whatever this process read from Redis before is not older than what was ever written; so
    /// whoever asks after reading a ledger can rely on it.
    /// </summary>
    /// <returns>Whether a loss is open: only empty fields and those known to be ours may be written.</returns>
    /// <exception cref="RedisException">Redis does not say.</exception>
    public Task<bool> LookAsync(CancellationToken cancellationToken) => LookAsync(_shard, _layout, cancellationToken);

    /// <summary>The same by a connection of one's own.</summary>
    internal async Task<bool> LookAsync(Shard shard, Layout layout, CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            var before = _memory.Mark;
            var seen = await ObserveAsync(shard, before, cancellationToken);
            if (((string)seen[0]!).Length == 0)
            {
                await layout.EnsureAsync(starting: false, cancellationToken);
                seen = await ObserveAsync(shard, before, cancellationToken);
            }

            _memory.Remember(new EpochMark(before.Watcher, seen[0].ToString(), (long)seen[1], (long)seen[2], (long)seen[3], (long)seen[4], (long)seen[5]));
            Tell(before, seen[6].ToString(), open: (int)seen[7] == 1);
            return IsRestricted;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Puts what was seen last where it outlives the process, if there is such a place.</summary>
    public void Save()
    {
        try
        {
            _memory.Save();
            _reportedUnsaved = false;
        }
        catch (Exception unsaved) when (unsaved is IOException or UnauthorizedAccessException)
        {
            if (!_reportedUnsaved)
            {
                _reportedUnsaved = true;
                JobsLog.EpochUnsaved(_logger, unsaved.Message);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _looking.Dispose();

    private static async Task<RedisValue[]> ObserveAsync(Shard shard, EpochMark mark, CancellationToken cancellationToken) =>
        (RedisValue[])(await shard.RunAsync(
            Observe,
            cancellationToken,
            mark.Watcher,
            mark.Epoch,
            mark.Accepted,
            mark.Finished,
            mark.Fence,
            mark.Look,
            mark.At,
            Guid.NewGuid().ToString("N"),
            Shard.Milliseconds(WatcherForgottenAfter)))!;

    private void Tell(EpochMark before, string noticed, bool open)
    {
        var now = _memory.Mark;
        if (noticed.Length > 0)
        {
            JobsLog.DataLost(_logger, noticed, before.Accepted, before.Finished, now.Accepted, now.Finished);
            _metrics.Lost(noticed);
            Save();
        }

        if (open && !IsRestricted)
        {
            JobsLog.WritingRestricted(_logger);
        }
        else if (!open && IsRestricted)
        {
            JobsLog.WritingUnrestricted(_logger);
        }

        IsRestricted = open;
    }
}
