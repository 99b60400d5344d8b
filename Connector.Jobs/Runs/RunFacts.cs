using System.Globalization;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Runs;

/// <summary>What a run's jobs and reports say of the run as a whole.</summary>
internal static class RunFacts
{
    public static SyncRunDetails Add(SyncRunDetails details)
    {
        var costs = details.Reports.Select(report => (report.Entity, Cost: CostOf(report))).Where(one => one.Cost is not null).ToList();
        return details with
        {
            Run = details.Run with
            {
                Cost = Sum(costs.Select(one => one.Cost!.Value)),
                CostAvoided = Sum(costs.GroupBy(one => one.Entity.ToString(), StringComparer.Ordinal).Select(one => Avoided(one.Key, [.. one.Select(cost => cost.Cost!.Value)], details.Jobs))),
                LatencyMs = details.Run.Jobs.GetValueOrDefault("open") > 0 ? null : LongestOf(details.Jobs),
                Reasons = Words(details.Jobs.SelectMany(job => new[] { job.Decision, job.Reason })),
                ErrorClasses = Words(details.Jobs.Where(job => job.State == "dead").Select(job => job.Reason)),
                Kept = details.Reports.SelectMany(report => report.Fields).LastOrDefault(field => field.Decision == "keep")?.Why,
            },
        };
    }

    private static (decimal Amount, string Currency)? CostOf(EntityReport report) =>
        report.Cost?.Split(' ') is [var number, var currency] && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? (amount, currency)
            : null;

    // Each of its events that was worked on would have been asked about by itself.
    private static (decimal Amount, string Currency) Avoided(string entity, List<(decimal Amount, string Currency)> costs, IReadOnlyList<JobView> jobs)
    {
        var events = jobs.Count(job => job.Entity == entity && job.By is null && job.Outcome is not (null or "skipped" or "dead"));
        return (Math.Max(0, events - costs.Count) * costs.Average(cost => cost.Amount), costs[0].Currency);
    }

    private static string? Sum(IEnumerable<(decimal Amount, string Currency)> costs)
    {
        var sums = costs.GroupBy(cost => cost.Currency, cost => cost.Amount, StringComparer.Ordinal).Where(one => one.Sum() > 0)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Sum():0.######} {one.Key}")).ToList();
        return sums.Count == 0 ? null : string.Join(" + ", sums);
    }

    private static long? LongestOf(IReadOnlyList<JobView> jobs) => jobs
        .Where(job => job.EndedAt is not null && job.Outcome != "skipped")
        .Select(job => (long?)(job.EndedAt!.Value - job.ReceivedAt).TotalMilliseconds)
        .Max();

    private static IReadOnlyList<string> Words(IEnumerable<string?> words) =>
        [.. words.Where(word => !string.IsNullOrEmpty(word)).Select(word => word!).Distinct(StringComparer.Ordinal)];
}
