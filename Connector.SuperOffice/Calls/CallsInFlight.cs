namespace Connector.SuperOffice.Calls;

/// <summary>
/// How many calls this process has under way at a time. Who finds no place waits, by class and then by arrival; every tenth place that
/// becomes free goes to the less urgent class that has gone without the longest.
/// </summary>
internal sealed class CallsInFlight(int most)
{
    private const int Share = 10;
    private const int LongestQueue = 2000;

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource>[] _waiting = [.. Enum.GetValues<CallClass>().Select(_ => new LinkedList<TaskCompletionSource>())];
    private readonly long[] _last = new long[Enum.GetValues<CallClass>().Length];
    private int _free = most;
    private int _queued;
    private int _since;
    private long _handedOver;

    /// <summary>Waits for a place; <see cref="Leave"/> gives it back.</summary>
    /// <returns>False if too many wait already.</returns>
    public async ValueTask<bool> EnterAsync(CallClass callClass, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }

            if (_queued == LongestQueue)
            {
                return false;
            }

            _queued++;
            place = _waiting[(int)callClass].AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using var giveUp = cancellationToken.Register(() => GiveUp(place, cancellationToken));
        await place.Value.Task;
        return true;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (Next() is not { } queue)
            {
                _free++;
                return;
            }

            var next = queue.First!;
            Remove(next);
            next.Value.SetResult();
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (place.List is not null)
            {
                Remove(place);
                place.Value.SetCanceled(cancellationToken);
            }
        }
    }

    private void Remove(LinkedListNode<TaskCompletionSource> place)
    {
        _queued--;
        place.List!.Remove(place);
    }

    // Under the lock.
    private LinkedList<TaskCompletionSource>? Next()
    {
        var classes = Enumerable.Range(0, _waiting.Length).Where(c => _waiting[c].Count > 0).ToList();
        if (classes.Count == 0)
        {
            return null;
        }

        var turn = _since >= Share - 1 && classes.Count > 1 ? classes.Skip(1).MinBy(c => _last[c]) : classes[0];
        _since = classes.Count > 1 && turn == classes[0] ? _since + 1 : 0;
        _last[turn] = ++_handedOver;
        return _waiting[turn];
    }
}
