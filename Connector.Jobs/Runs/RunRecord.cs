using System.Text.Json;

namespace Connector.Jobs.Runs;

/// <summary>Reads a run as run.lua wrote it.</summary>
internal static class RunRecord
{
    public static SyncRun Read(string id, Record record)
    {
        var jobs = record.Counters("jobs.");
        return new SyncRun
        {
            Id = id,
            Tenant = record.Text("tenant"),
            Account = record.Text("account"),
            Name = record.TextOrNull("name"),
            Owner = record.TextOrNull("owner"),
            Status = StatusOf(jobs),
            Triggers = record.Counters("trigger."),
            FirstAt = record.Time("firstAt"),
            LastAt = record.Time("lastAt"),
            UpdatedAt = record.Time("updatedAt"),
            Jobs = jobs,
            Fields = record.Counters("fields."),
            Analyses = record.Number("analyses"),
            Attempts = record.Number("attempts"),
            HiddenSince = record.TimeOrNull("hidden"),
            Error = record.TextOrNull("error"),
        };
    }

    /// <summary>An entry is [ms, kind, job, text].</summary>
    public static RunEvent ReadEvent(string json)
    {
        using var entry = JsonDocument.Parse(json);
        var job = entry.RootElement[2].GetString();
        return new RunEvent(
            DateTimeOffset.FromUnixTimeMilliseconds(entry.RootElement[0].GetInt64()),
            entry.RootElement[1].GetString()!,
            string.IsNullOrEmpty(job) ? null : job,
            entry.RootElement[3].GetString()!);
    }

    private static SyncRunStatus StatusOf(IReadOnlyDictionary<string, int> jobs)
    {
        (string Word, SyncRunStatus Status)[] priority =
        [
            ("open", SyncRunStatus.Processing),
            ("dead", SyncRunStatus.Failed),
            ("completed", SyncRunStatus.Completed),
            ("proposed", SyncRunStatus.Proposed),
            ("unchanged", SyncRunStatus.Unchanged),
            // Dead once, then made good by a success or done over, which another run may show: nothing is left to do here.
            ("superseded", SyncRunStatus.Unchanged),
            ("replayed", SyncRunStatus.Unchanged),
            ("ignored", SyncRunStatus.Unchanged),
            ("expired", SyncRunStatus.Unchanged),
        ];
        return priority
            .Where(p => jobs.GetValueOrDefault(p.Word) > 0)
            .Select(p => (SyncRunStatus?)p.Status)
            .FirstOrDefault() ?? SyncRunStatus.Skipped;
    }
}
