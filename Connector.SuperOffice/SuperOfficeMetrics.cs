using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Connector.SuperOffice.Calls;
using Polly.CircuitBreaker;

namespace Connector.SuperOffice;

/// <summary>The meter <c>Connector.SuperOffice</c>: what calls came to, what they waited for.</summary>
internal sealed class SuperOfficeMetrics
{
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _waits;
    private readonly ConcurrentDictionary<(string Tenant, string Part), int> _breakers = new();
    private readonly ConcurrentDictionary<string, int> _lostLogins = new(StringComparer.Ordinal);

    /// <summary>Makes the meter.</summary>
    public SuperOfficeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Connector.SuperOffice");
        _calls = meter.CreateCounter<long>("connector.superoffice.calls", "{call}", "Calls to the API by method and outcome, each with its repetitions.");
        _waits = meter.CreateHistogram<double>("connector.superoffice.wait", "s", "How long requests waited for their turn, by class.");
        meter.CreateObservableGauge(
            "connector.superoffice.breaker",
            () => _breakers.Select(breaker => new Measurement<int>(
                breaker.Value, new KeyValuePair<string, object?>("part", breaker.Key.Part), new KeyValuePair<string, object?>("tenant", breaker.Key.Tenant))),
            description: "Breakers by part of SuperOffice: 0 closed, 1 about to try, 2 open.");
        meter.CreateObservableGauge(
            "connector.superoffice.login.lost",
            () => _lostLogins.Select(login => new Measurement<int>(login.Value, new KeyValuePair<string, object?>("tenant", login.Key))),
            "{login}",
            "1 while SuperOffice refuses the login of a tenant, as this process saw it last.");
    }

    /// <summary>A call ended.</summary>
    public void Called(string method, string outcome) =>
        _calls.Add(1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A request had its turn.</summary>
    public void Waited(CallClass callClass, TimeSpan wait) =>
        _waits.Record(wait.TotalSeconds, new KeyValuePair<string, object?>("class", callClass.ToString().ToLowerInvariant()));

    /// <summary>Whether a tenant's login was refused when it was used last.</summary>
    public void LoginIs(string tenant, bool lost) => _lostLogins[tenant] = lost ? 1 : 0;

    /// <summary>The state of a tenant's breaker.</summary>
    public void BreakerIs(string tenant, string part, CircuitState state) => _breakers[(tenant, part)] = state switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        _ => 2,
    };
}
