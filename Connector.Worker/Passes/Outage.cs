namespace Connector.Worker.Passes;

/// <summary>
/// One loop's view of an outage: said once when it begins and once when it ends, with growing pauses between, however much the loop has under way at a time.
/// </summary>
internal sealed class Outage(ILogger log, string loop, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private TimeSpan _pause = FirstPause;
    private bool _out;

    /// <summary>Waits before the next try.</summary>
    public async Task PauseAsync(Exception cause, CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (_lock)
        {
            if (!_out)
            {
                _out = true;
                log.LoopInterrupted(loop, cause.GetType().Name);
            }

            pause = _pause;
            _pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        await Task.Delay(pause, time, cancellationToken);
    }

    /// <summary>It works (again).</summary>
    public void Over()
    {
        lock (_lock)
        {
            if (_out)
            {
                _out = false;
                _pause = FirstPause;
                log.LoopResumed(loop);
            }
        }
    }
}
