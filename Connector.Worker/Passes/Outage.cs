namespace Connector.Worker.Passes;

/// <summary>One loop's view of an outage: said once when it begins and once when it ends, with growing pauses between.</summary>
internal sealed class Outage(ILogger log, string loop, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private TimeSpan _pause = FirstPause;
    private bool _out;

    /// <summary>Waits before the next try.</summary>
    public async Task PauseAsync(Exception cause, CancellationToken cancellationToken)
    {
        if (!_out)
        {
            _out = true;
            log.LoopInterrupted(loop, cause.GetType().Name);
        }

        await Task.Delay(_pause, time, cancellationToken);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    /// <summary>It works (again).</summary>
    public void Over()
    {
        if (_out)
        {
            _out = false;
            _pause = FirstPause;
            log.LoopResumed(loop);
        }
    }
}
