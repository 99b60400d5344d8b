namespace Connector.Dashboard.History;

/// <summary>Lets whoever reads wait for a round that began after they asked, so that they see what happened before.</summary>
internal sealed class Rounds
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = New();
    private TaskCompletionSource _wanted = New();

    /// <summary>The end of the next round to begin, which begins at once.</summary>
    public Task NextAsync()
    {
        lock (_gate)
        {
            _wanted.TrySetResult();
            return _next.Task;
        }
    }

    /// <summary>A round begins: to be told when it has ended.</summary>
    public TaskCompletionSource Begin()
    {
        lock (_gate)
        {
            var round = _next;
            (_next, _wanted) = (New(), New());
            return round;
        }
    }

    /// <summary>Waits until somebody wants a round, but not for ever.</summary>
    public async Task WantedAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task wanted;
        lock (_gate)
        {
            wanted = _wanted.Task;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(wanted, Task.Delay(atMost, time, over.Token));
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
