using Connector.Jobs;
using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>
/// A pass's lease and the heartbeat that keeps it. Durations are measured here with a monotonic clock, from before the call that
/// granted them, so that what is left is never overestimated.
/// </summary>
internal sealed class PassLease : IAsyncDisposable
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMilliseconds(500);

    private readonly Pass _pass;
    private readonly Jobs.Queue.Passes _passes;
    private readonly JobsOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly long _takenAt;
    private readonly Task _heartbeat;
    private long _renewedAt;
    private volatile bool _drained;

    private PassLease(Pass pass, long takenAt, Jobs.Queue.Passes passes, JobsOptions options, TimeProvider time)
    {
        (_pass, _passes, _options, _time) = (pass, passes, options, time);
        (_takenAt, _renewedAt) = (takenAt, takenAt);
        Lost = _lost.Token;
        _heartbeat = BeatAsync(_ended.Token);
    }

    /// <summary>Cancelled when the lease is lost, cannot be known to be ours any more, or the longest pass is over.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether the shard was drained when we last heard of it: the pass begins nothing more.</summary>
    public bool IsDrained => _drained;

    /// <summary>What is surely left of the lease.</summary>
    public TimeSpan Remaining => _options.Lease - _time.GetElapsedTime(Volatile.Read(ref _renewedAt));

    /// <summary>Time since the pass was taken.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_takenAt);

    /// <summary>Begins the heartbeat of a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="takenAt">Timestamp from before it was taken.</param>
    /// <param name="passes">Where to beat.</param>
    /// <param name="options">Lease, heartbeat and longest pass.</param>
    /// <param name="time">The clock.</param>
    public static PassLease Hold(Pass pass, long takenAt, Jobs.Queue.Passes passes, JobsOptions options, TimeProvider time) =>
        new(pass, takenAt, passes, options, time);

    /// <summary>Makes sure that at least this much is left.</summary>
    /// <exception cref="LeaseLostException">It is not, not even after a renewal.</exception>
    public async Task EnsureAsync(TimeSpan needed, CancellationToken cancellationToken)
    {
        if (Remaining < needed)
        {
            await RenewAsync(cancellationToken);
        }

        if (Remaining < needed)
        {
            throw new LeaseLostException(_pass.Account, _pass.Fence);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _heartbeat;
        _lost.Dispose();
        _ended.Dispose();
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var before = _time.GetTimestamp();
        _drained = !await _passes.BeatAsync(_pass, cancellationToken);
        Volatile.Write(ref _renewedAt, before);
    }

    private async Task BeatAsync(CancellationToken ended)
    {
        var pause = _options.Heartbeat;
        try
        {
            while (true)
            {
                await Task.Delay(pause, _time, ended);
                if (Age >= _options.LongestPass)
                {
                    break;
                }

                pause = await TryRenewAsync(ended) ? _options.Heartbeat : AfterTrouble;
                if (Remaining <= TimeSpan.Zero)
                {
                    break;
                }
            }
        }
        catch (LeaseLostException)
        {
            // Another pass has the account: the work is told below.
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }

        await _lost.CancelAsync();
    }

    private async Task<bool> TryRenewAsync(CancellationToken ended)
    {
        try
        {
            await RenewAsync(ended);
            return true;
        }
        catch (Exception trouble) when (RedisTrouble.Is(trouble))
        {
            return false;
        }
    }
}
