using System.Diagnostics.Metrics;

namespace Connector.Ingress.Spooling;

/// <summary>What of the spool is measured.</summary>
internal sealed class SpoolMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _spooled;
    private readonly Counter<long> _drained;
    private readonly Counter<long> _refused;

    private readonly TimeProvider _time;
    private long? _heldSince;

    public SpoolMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(IngressMeter.Name);
        _spooled = _meter.CreateCounter<long>("connector.ingress.spool.spooled", "{event}", "Events written to the spool.");
        _drained = _meter.CreateCounter<long>("connector.ingress.spool.drained", "{event}", "Spooled events given to Redis.");
        _refused = _meter.CreateCounter<long>("connector.ingress.spool.refused", "{event}", "Events that neither Redis nor the spool took.");
    }

    /// <summary>Lets the meter look at the spool whenever it is read.</summary>
    public void Watch(Func<long> events, Func<long> bytes)
    {
        _meter.CreateObservableGauge("connector.ingress.spool.depth", events, "{event}", "Events in the spool, adopted ones included.");
        _meter.CreateObservableGauge(
            "connector.ingress.spool.age",
            () => Age(events()),
            "s",
            "How long the spool has held events without a break, as far as the metrics' reader saw; 0 while it is empty.");
        _meter.CreateObservableGauge("connector.ingress.spool.size", bytes, "By", "Disk space that the spooled events take.");
    }

    private double Age(long events)
    {
        _heldSince = events == 0 ? null : _heldSince ?? _time.GetTimestamp();
        return _heldSince is { } since ? _time.GetElapsedTime(since).TotalSeconds : 0;
    }

    public void Spooled(int events) => _spooled.Add(events);

    public void Drained(int events) => _drained.Add(events);

    public void Refused(int events) => _refused.Add(events);
}
