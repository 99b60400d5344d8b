using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Connector.Worker.Healing;

/// <summary>Measures of what is looked after, meter <c>Connector.Worker</c>.</summary>
internal static class HealingMetrics
{
    private static readonly Meter Meter = new("Connector.Worker");
    private static readonly Counter<long> Mended = Meter.CreateCounter<long>("connector.worker.webhook.mended", "{webhook}", "Webhooks set active again by themselves.");
    private static readonly Counter<long> Untold = Meter.CreateCounter<long>("connector.worker.reconciled", "{record}", "Records worked on although no event told of their change.");
    private static readonly ConcurrentDictionary<string, int> FailuresLeft = [];

    static HealingMetrics() => Meter.CreateObservableGauge(
        "connector.worker.webhook.failures_left",
        () => FailuresLeft.Select(one => new Measurement<int>(one.Value, new KeyValuePair<string, object?>("tenant", one.Key))),
        "{failure}", "Failures in a row until SuperOffice stops the tenant's webhook; 0 if it is stopped, or there is none.");

    public static void WebhookMended() => Mended.Add(1);

    public static void WebhookSeen(string tenant, int failuresLeft) => FailuresLeft[tenant] = failuresLeft;

    /// <summary>Another worker looks at it now, and says so.</summary>
    public static void WebhookNotSeen(string tenant) => FailuresLeft.TryRemove(tenant, out _);

    public static void Reconciled(int records) => Untold.Add(records);
}
