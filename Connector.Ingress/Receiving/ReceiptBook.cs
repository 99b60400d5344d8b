using Connector.Ingress.Accepting;
using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;

namespace Connector.Ingress.Receiving;

/// <summary>Counts every post and logs it in one line: job, type, latency, outcome; never body, token or query.</summary>
internal sealed class ReceiptBook : IDisposable
{
    // Whoever guesses tokens must not be able to fill the disk; the counter still counts every guess.
    private const int RefusalsLoggedPerMinute = 10;

    private readonly Counter<long> _received;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _duration;
    private readonly FixedWindowRateLimiter _refusals = new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = RefusalsLoggedPerMinute,
        Window = TimeSpan.FromMinutes(1),
    });
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private long _unlogged;
    private long _lastTaken;

    public ReceiptBook(IMeterFactory meters, TimeProvider time, ILogger<ReceiptBook> logger)
    {
        (_logger, _time, _lastTaken) = (logger, time, time.GetTimestamp());
        var meter = meters.Create(IngressMeter.Name);
        _received = meter.CreateCounter<long>("connector.ingress.received", "{post}", "Posts received, by outcome.");
        // Whoever watches its growth must see the first one grow from 0.
        _received.Add(0, new KeyValuePair<string, object?>("outcome", ReceiveOutcome.Unavailable.Word()));
        _events = meter.CreateCounter<long>(
            "connector.ingress.events", "{event}", "Events taken, by age: fresh, late, future, absent; or replayed, if taken before.");
        meter.CreateObservableGauge(
            "connector.ingress.silence",
            () => time.GetElapsedTime(Volatile.Read(ref _lastTaken)).TotalSeconds,
            "s",
            "How long no event was taken; at first, how long the service runs.");
        _duration = meter.CreateHistogram<double>("connector.ingress.duration", "s", "Time from the first check of a post to its answer, by outcome.");
    }

    public void Enter(Receipt receipt, string tenant, TimeSpan took, IPAddress? from)
    {
        var outcome = receipt.Outcome.Word();
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        _received.Add(1, tag);
        _duration.Record(took.TotalSeconds, tag);
        CountEvent(receipt);

        switch (receipt.Outcome)
        {
            case ReceiveOutcome.Foreign:
                _logger.Foreign(tenant, receipt.Event, took.TotalMilliseconds);
                break;
            case ReceiveOutcome.Accepted or ReceiveOutcome.Duplicate or ReceiveOutcome.Spooled:
                _logger.Received(tenant, receipt.Event, receipt.Age?.Word(), receipt.JobId, outcome, took.TotalMilliseconds);
                break;
            case ReceiveOutcome.Unavailable:
                _logger.Unavailable(tenant, receipt.Event, took.TotalMilliseconds);
                break;
            case ReceiveOutcome.Throttled:
                Interlocked.Increment(ref _unlogged);
                break;
            default:
                LogRefusal(outcome, tenant, took, from);
                break;
        }
    }

    public void Dispose() => _refusals.Dispose();

    // What could not be stored comes again and is counted then.
    private void CountEvent(Receipt receipt)
    {
        if (receipt.Age is { } age && receipt.Outcome.StatusCode() == StatusCodes.Status200OK)
        {
            Volatile.Write(ref _lastTaken, _time.GetTimestamp());
            _events.Add(1, new KeyValuePair<string, object?>("age", receipt.Outcome == ReceiveOutcome.Duplicate ? "replayed" : age.Word()));
        }
    }

    private void LogRefusal(string outcome, string tenant, TimeSpan took, IPAddress? from)
    {
        using var permit = _refusals.AttemptAcquire();
        if (permit.IsAcquired)
        {
            if (Interlocked.Exchange(ref _unlogged, 0) is > 0 and var unlogged)
            {
                _logger.RefusalsUnlogged(unlogged);
            }

            _logger.Refused(tenant, outcome, from, took.TotalMilliseconds);
        }
        else
        {
            Interlocked.Increment(ref _unlogged);
        }
    }
}
