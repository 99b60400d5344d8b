using System.Collections.Concurrent;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>An event that was raised, and how it fared so far.</summary>
internal sealed class RaisedEvent(TenantEvent raised, DateTimeOffset at)
{
    private int _delivered;
    private int _lost;

    public TenantEvent Event { get; } = raised;

    public DateTimeOffset At { get; } = at;

    public int Delivered => Volatile.Read(ref _delivered);

    public int Lost => Volatile.Read(ref _lost);

    public void Deliver() => Interlocked.Increment(ref _delivered);

    public void Lose() => Interlocked.Increment(ref _lost);
}

/// <summary>The newest events, so that an administrator can send one again.</summary>
internal sealed class EventLog(TimeProvider time)
{
    private const int Kept = 1000;
    private readonly ConcurrentDictionary<Guid, RaisedEvent> _byId = new();
    private readonly ConcurrentQueue<Guid> _order = new();

    /// <summary>Oldest first.</summary>
    public IEnumerable<RaisedEvent> All => _order.Select(Find).OfType<RaisedEvent>();

    public void Add(TenantEvent raised)
    {
        _byId[raised.Id] = new(raised, time.GetUtcNow());
        _order.Enqueue(raised.Id);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest))
        {
            _byId.TryRemove(oldest, out _);
        }
    }

    public RaisedEvent? Find(Guid id) => _byId.GetValueOrDefault(id);

    public void Clear()
    {
        _order.Clear();
        _byId.Clear();
    }
}
