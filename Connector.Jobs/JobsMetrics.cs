using System.Diagnostics.Metrics;
using Connector.Jobs.Epochs;
using Connector.Jobs.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Memory;

namespace Connector.Jobs;

/// <summary>The meter <c>Connector.Jobs</c>: what this process moved.</summary>
public sealed class JobsMetrics
{
    internal const string MeterName = "Connector.Jobs";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _dead;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _reclaimed;
    private readonly Counter<long> _losses;
    private readonly Counter<long> _trimmed;
    private readonly Meter _meter;

    /// <summary>Makes the meter.</summary>
    public JobsMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("connector.jobs.accepted", "{job}", "Events and requests accepted as new jobs.");
        _duplicates = meter.CreateCounter<long>("connector.jobs.duplicates", "{event}", "Deliveries of events already accepted.");
        _finished = meter.CreateCounter<long>("connector.jobs.finished", "{job}", "Jobs finished, by outcome.");
        _dead = meter.CreateCounter<long>("connector.jobs.dead", "{job}", "Jobs that failed and will not be tried again by themselves.");
        _retries = meter.CreateCounter<long>("connector.passes.retries", "{pass}", "Passes that failed and are tried again.");
        _reclaimed = meter.CreateCounter<long>("connector.passes.reclaimed", "{pass}", "Passes whose lease expired.");
        _losses = meter.CreateCounter<long>("connector.data.losses", "{loss}", "Losses of data noticed, by kind.");
        _trimmed = meter.CreateCounter<long>("connector.history.trimmed", "{item}", "Items of history removed to free memory, and events removed from dead letters, by kind.");
    }

    internal void Accepted(IReadOnlyCollection<Acceptance> acceptances)
    {
        var duplicates = acceptances.Count(a => a.Duplicate);
        _accepted.Add(acceptances.Count - duplicates);
        _duplicates.Add(duplicates);
    }

    internal void Requested(int jobs) => _accepted.Add(jobs);

    internal void Ended(string outcome, int jobs)
    {
        if (outcome == "dead")
        {
            _dead.Add(jobs);
        }
        else
        {
            _finished.Add(jobs, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    internal void Trimmed(string kind, int items)
    {
        if (items > 0)
        {
            _trimmed.Add(items, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    internal void Retried() => _retries.Add(1);

    internal void Reclaimed(int passes) => _reclaimed.Add(passes);

    internal void Lost(string kind) => _losses.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void Watch(EpochWatch epochs) => _meter.CreateObservableGauge(
        "connector.data.restricted", () => epochs.IsRestricted ? 1 : 0, "{loss}", "1 while a loss of data is open and writing is restricted.");

    internal void Watch(SafetyWatch safety) => _meter.CreateObservableGauge(
        "connector.redis.usable",
        () => safety.IsSafe ? 1 : 0,
        "{redis}",
        "1 while Redis is there and keeps what it is given; 0 while it is away, unsafe or not looked at yet.");

    internal void Watch(MemoryWatch memory)
    {
        _meter.CreateObservableGauge("connector.redis.memory.used", () => memory.Use.Used, "By", "Redis' memory in use.");
        _meter.CreateObservableGauge("connector.redis.memory.limit", () => memory.Use.Limit ?? 0, "By", "The limit of Redis' memory; 0 for none.");
        _meter.CreateObservableGauge(
            "connector.redis.memory.pressure",
            () => (int)memory.Pressure,
            "{level}",
            "How full Redis' memory is: 0 normal, 1 history makes room and nothing is backfilled, 2 alarm, 3 spool.");
    }
}
