namespace Connector.SuperOffice.Calls;

/// <summary>The calls of this process that count: those under way, and those that ended within the window.</summary>
internal sealed class OwnCalls(TimeSpan window)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _counting = new();
    private readonly Queue<long> _ended = new();
    private int _underWay;

    /// <summary>Begins a call if fewer than <paramref name="most"/> count.</summary>
    /// <returns>Null: it began. Else when to ask again.</returns>
    public TimeSpan? Begin(int most)
    {
        lock (_counting)
        {
            while (_ended.TryPeek(out var first) && TimeProvider.System.GetElapsedTime(first) >= window)
            {
                _ended.Dequeue();
            }

            if (_underWay + _ended.Count < most)
            {
                _underWay++;
                return null;
            }

            // One that is under way counts for a window at least.
            var left = _ended.TryPeek(out var next) ? window - TimeProvider.System.GetElapsedTime(next) : window;
            return left > Shortest ? left : Shortest;
        }
    }

    /// <summary>A call that began is over.</summary>
    public void End()
    {
        lock (_counting)
        {
            _underWay--;
            _ended.Enqueue(TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>A call did not begin after all.</summary>
    public void Undo()
    {
        lock (_counting)
        {
            _underWay--;
        }
    }
}
