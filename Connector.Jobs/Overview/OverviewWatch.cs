using System.Diagnostics.Metrics;
using Connector.Jobs.Audit;
using Connector.Jobs.Spend;
using StackExchange.Redis;

namespace Connector.Jobs.Overview;

/// <summary>
/// Measures what all services see alike in Redis: where jobs are, who is held, stopped or nearly out of money, whether workers are there. Every service
/// with this Redis reports it, so that it is known while any of them is; whoever adds the services up takes the maximum.
/// </summary>
/// <remarks>Redis is asked only where somebody reads the metrics.</remarks>
public sealed class OverviewWatch
{
    private static readonly Script Overview = new("overview");

    private readonly Shard _shard;
    private readonly JobAudit _audit;
    private readonly SpendBook _spend;
    private readonly Instrument _present;
    private volatile Seen _seen = new();

    /// <summary>Measures nothing yet.</summary>
    public OverviewWatch(Shard shard, JobAudit audit, SpendBook spend, IMeterFactory meters)
    {
        (_shard, _audit, _spend) = (shard, audit, spend);
        var meter = meters.Create(JobsMetrics.MeterName);
        _present = meter.CreateObservableGauge(
            "connector.jobs.present", () => _seen.Present, "{job}", "Jobs that are not finished, by place: waiting, scheduled, processing, dead.");
        meter.CreateObservableGauge(
            "connector.jobs.overdue", () => _seen.Overdue, "s", "How long the work has been due that has been due for longest; 0 if none is.");
        meter.CreateObservableGauge("connector.workers.silence", () => _seen.Silence, "s", "How long ago a worker last said that it is there.");
        meter.CreateObservableGauge(
            "connector.tenants.held", () => _seen.Held, "{tenant}", "1 for each tenant that is held, by what has to recover, or by a person.");
        meter.CreateObservableGauge(
            "connector.writes.stopped", () => _seen.Stopped, "{tenant}", "1 for each tenant whose writes a person has stopped; all of them is the tenant *.");
        meter.CreateObservableGauge(
            "connector.writes.braked", () => _seen.Braked, "{tenant}", "1 for each tenant whose mode the brake has lowered and nobody raised again.");
        meter.CreateObservableGauge(
            "connector.spend.share", () => _seen.Spend, "{cap}", "The part of today's cap that a tenant has used up, of its calls and of its amount.");
    }

    /// <summary>Looks.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_present.Enabled)
        {
            return;
        }

        var overview = (RedisResult[])(await _shard.RunAsync(Overview, cancellationToken))!;
        var jobs = await _audit.CountAsync(cancellationToken);
        var spend = await _spend.TodayAsync(cancellationToken);
        _seen = new Seen
        {
            Present = [Place("waiting", jobs.Waiting), Place("scheduled", jobs.Scheduled), Place("processing", jobs.Processing), Place("dead", jobs.Dead)],
            Overdue = [new((long)overview[0] / 1000.0)],
            Silence = (long)overview[1] is >= 0 and var silence ? [new(silence / 1000.0)] : [],
            Held = [.. ((string[])overview[2]!).Chunk(2).Select(hold => new Measurement<int>(1, Tag("tenant", hold[0]), Tag("side", hold[1])))],
            Stopped = Each(overview[3]),
            Braked = Each(overview[4]),
            Spend = [.. spend.SelectMany(Shares)],
        };
    }

    private static IEnumerable<Measurement<double>> Shares(SpendToday today)
    {
        if (today.CallsCap > 0)
        {
            yield return new((double)today.Calls / today.CallsCap, Tag("tenant", today.Tenant), Tag("of", "calls"));
        }

        if (today.AmountCap > 0)
        {
            yield return new((double)((today.Settled + today.Reserved) / today.AmountCap), Tag("tenant", today.Tenant), Tag("of", "amount"));
        }
    }

    private static Measurement<long> Place(string place, long jobs) => new(jobs, Tag("place", place));

    private static Measurement<int>[] Each(RedisResult tenants) =>
        [.. ((string[])tenants!).Select(tenant => new Measurement<int>(1, Tag("tenant", tenant.Length == 0 ? "*" : tenant)))];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private sealed class Seen
    {
        public IReadOnlyList<Measurement<long>> Present { get; init; } = [];

        public IReadOnlyList<Measurement<double>> Overdue { get; init; } = [];

        public IReadOnlyList<Measurement<double>> Silence { get; init; } = [];

        public IReadOnlyList<Measurement<int>> Held { get; init; } = [];

        public IReadOnlyList<Measurement<int>> Stopped { get; init; } = [];

        public IReadOnlyList<Measurement<int>> Braked { get; init; } = [];

        public IReadOnlyList<Measurement<double>> Spend { get; init; } = [];
    }
}
