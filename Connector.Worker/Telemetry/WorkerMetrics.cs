using System.Diagnostics.Metrics;
using Connector.Worker.Deciding;
using Connector.Worker.Enriching;

namespace Connector.Worker.Telemetry;

/// <summary>Counters of the worker, meter <c>Connector.Worker</c>.</summary>
internal static class WorkerMetrics
{
    private static readonly Meter Meter = new("Connector.Worker");
    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>("connector.worker.decisions", "{event}", "Events decided, by verdict and reason.");
    private static readonly Counter<long> Enrichments = Meter.CreateCounter<long>("connector.worker.enrichments", "{answer}", "Answers of the Company Explorer, by kind.");
    private static readonly Counter<long> Analyses = Meter.CreateCounter<long>("connector.worker.spend.calls", "{analysis}", "Analyses begun, each counted once against the day's cap.");
    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("connector.worker.spend.amount", "{money}", "What answered analyses cost, by currency; where they do not say, what was expected.");
    private static readonly Counter<long> Alarms = Meter.CreateCounter<long>("connector.worker.spend.alarms", "{alarm}", "Thresholds of the day's caps crossed, in per cent.");
    private static readonly Counter<long> Patches = Meter.CreateCounter<long>("connector.worker.patches", "{patch}", "PATCHes that were confirmed.");
    private static readonly Counter<long> Fields = Meter.CreateCounter<long>("connector.worker.fields", "{field}", "User-defined fields written.");
    private static readonly Counter<long> Brakes = Meter.CreateCounter<long>("connector.worker.brakes", "{brake}", "Times the brake lowered a tenant's mode.");
    private static readonly Histogram<double> Passes = Meter.CreateHistogram<double>("connector.worker.pass.duration", "s", "Duration of passes, by outcome.");

    public static void Decided(Decision decision) => Decisions.Add(
        1, new KeyValuePair<string, object?>("verdict", decision.Verdict.Word()), new KeyValuePair<string, object?>("reason", decision.Reason.Word()));

    public static void Enriched(Answer answer) => Enrichments.Add(1, new KeyValuePair<string, object?>("answer", answer switch
    {
        Answer.Enriched => "enriched",
        Answer.Refused { GaveUp: true } => "gave_up",
        Answer.Refused => "refused",
        _ => "still_processing",
    }));

    public static void SpendReserved() => Analyses.Add(1);

    public static void SpendSettled(decimal amount, string currency) => Cost.Add((double)amount, new KeyValuePair<string, object?>("currency", currency));

    public static void SpendAlarm(int threshold) => Alarms.Add(1, new KeyValuePair<string, object?>("threshold", threshold));

    public static void Patched(int fields)
    {
        Patches.Add(1);
        Fields.Add(fields);
    }

    public static void Braked() => Brakes.Add(1);

    public static void PassEnded(string outcome, TimeSpan duration) =>
        Passes.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
}
