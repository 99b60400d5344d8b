namespace Connector.Jobs.Runs;

/// <summary>What the ends of its jobs tell of a run that Redis does not hold any more.</summary>
public static class LeftRun
{
    /// <summary>The run with these ends.</summary>
    /// <param name="known">What is known of it; null if nothing is.</param>
    /// <param name="ended">Ends of its jobs, oldest first, at least one.</param>
    public static SyncRunDetails With(SyncRunDetails? known, IReadOnlyCollection<EndedJob> ended)
    {
        if (known is { Reports.Count: > 0 } or { Timeline.Count: > 0 })
        {
            // It was read while Redis held it: the ends say less.
            return known;
        }

        var jobs = (known?.Jobs ?? []).ToDictionary(job => job.Id, StringComparer.Ordinal);
        foreach (var end in ended)
        {
            jobs[end.Job] = Read(end);
        }

        var (first, last) = (jobs.Values.Min(job => job.ReceivedAt), jobs.Values.Max(job => job.EndedAt!.Value));
        var counts = Count(jobs.Values.Select(job => job.Outcome!));
        var run = new SyncRun
        {
            Id = ended.First().Run,
            Tenant = ended.First().Tenant,
            Account = ended.First().Account,
            Status = RunRecord.StatusOf(counts),
            Triggers = Count(jobs.Values.Select(job => job.Event)),
            FirstAt = first,
            LastAt = last,
            UpdatedAt = last,
            Jobs = counts,
            Fields = new Dictionary<string, int>(),
        };
        var details = RunFacts.Add(new SyncRunDetails(run, [.. jobs.Values.OrderBy(job => job.EndedAt)], [], []));
        // When they were received is not known any more.
        return details with { Run = details.Run with { LatencyMs = null } };
    }

    private static Dictionary<string, int> Count(IEnumerable<string> words) =>
        words.Where(word => word.Length > 0).GroupBy(word => word, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Count(), StringComparer.Ordinal);

    private static JobView Read(EndedJob end) => new()
    {
        Id = end.Job,
        Tenant = end.Tenant,
        EventId = "",
        Event = end.Event,
        Entity = end.Entity,
        State = end.Outcome == "dead" ? "dead" : "finished",
        Outcome = end.Outcome,
        Reason = end.Reason,
        ReceivedAt = end.At,
        EndedAt = end.At,
        RunId = end.Run,
    };
}
