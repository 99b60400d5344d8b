namespace Connector.Jobs.Queue;

/// <summary>
/// One kind of signal. It wakes everybody who waits, and also the next one who comes: between a loop's look and its wait
/// a signal must not get lost.
/// </summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _pending;

    public void Set()
    {
        lock (_lock)
        {
            _pending = true;
            _next.TrySetResult();
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task next;
        lock (_lock)
        {
            if (_pending || atMost <= TimeSpan.Zero)
            {
                _pending = false;
                return;
            }

            next = _next.Task;
        }

        try
        {
            await next.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing was signalled: the caller looks anyway.
        }
    }
}
