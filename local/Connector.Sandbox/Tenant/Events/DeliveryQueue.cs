using System.Runtime.CompilerServices;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>
/// Deliveries by the time they are due: new ones, tries after a failure, and those held back. Bounded: a delivery that does
/// not fit is refused, and its event lost, as with the original.
/// </summary>
internal sealed class DeliveryQueue(TimeProvider time)
{
    private const int Capacity = 20_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Delivery, (DateTimeOffset Due, long Number)> _waiting = new();
    private TaskCompletionSource _added = New();
    private long _number;

    /// <summary>Puts a delivery in.</summary>
    /// <returns>False if the queue is full.</returns>
    public bool TryAdd(Delivery delivery, TimeSpan delay)
    {
        lock (_gate)
        {
            if (_waiting.Count >= Capacity)
            {
                return false;
            }

            _waiting.Enqueue(delivery, (time.GetUtcNow() + delay, _number++));
            _added.TrySetResult();
            return true;
        }
    }

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
        }
    }

    /// <summary>Deliveries as they become due; one reader only.</summary>
    public async IAsyncEnumerable<Delivery> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (delivery, wait, added) = Next();
            if (delivery is not null)
            {
                yield return delivery;
                continue;
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(added, Task.Delay(wait, time, end.Token));
            await end.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private (Delivery? Due, TimeSpan Wait, Task Added) Next()
    {
        lock (_gate)
        {
            var wait = Timeout.InfiniteTimeSpan;
            if (_waiting.TryPeek(out _, out var head))
            {
                wait = head.Due - time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    return (_waiting.Dequeue(), default, Task.CompletedTask);
                }

                // A timer counts whole milliseconds, and a shorter one would spin.
                wait = wait < Tick ? Tick : wait;
            }

            _added = New();
            return (null, wait, _added.Task);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
