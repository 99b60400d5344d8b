namespace Connector.Jobs.Queue;

/// <summary>
/// One kind of signal. It wakes everybody who waits; if nobody does, the next one who comes: between a loop's look and its wait a signal must not get
/// lost. Who was woken looks, and then waits: the same signal does not wake it again.
/// </summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _pending;
    private int _waiting;

    public void Set()
    {
        lock (_lock)
        {
            _pending = _waiting == 0;
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
            _waiting++;
        }

        try
        {
            await next.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing was signalled: the caller looks anyway.
        }
        finally
        {
            lock (_lock)
            {
                _waiting--;
            }
        }
    }
}
