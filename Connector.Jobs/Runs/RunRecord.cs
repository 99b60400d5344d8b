using System.Text.Json;
using StackExchange.Redis;

namespace Connector.Jobs.Runs;

/// <summary>Reads a run as run.lua wrote it, and shown.lua tells it.</summary>
internal static class RunRecord
{
    /// <returns>Null if it is unknown.</returns>
    public static SyncRun? Read(RedisResult[] shown)
    {
        var record = new Record((RedisValue[])shown[1]!);
        if (record.IsEmpty)
        {
            return null;
        }

        var jobs = record.Counters("jobs.");
        return new SyncRun
        {
            Id = shown[0].ToString(),
            Tenant = record.Text("tenant"),
            Account = record.Text("account"),
            Name = record.TextOrNull("name") ?? (shown[4].ToString() is { Length: > 0 } earlier ? earlier : null),
            Owner = record.TextOrNull("owner"),
            Status = StatusOf(jobs),
            Triggers = record.Counters("trigger."),
            FirstAt = record.Time("firstAt"),
            LastAt = record.Time("lastAt"),
            UpdatedAt = record.Time("updatedAt"),
            Jobs = jobs,
            Processing = (int)shown[2],
            Proposals = (int)shown[3],
            Fields = record.Counters("fields."),
            Analyses = record.Number("analyses"),
            Attempts = record.Number("attempts"),
            HiddenSince = record.TimeOrNull("hidden"),
            Error = record.TextOrNull("error"),
            IsErrorPast = record.TextOrNull("error") is not null && IsPast(jobs, (RedisValue[])shown[5]!),
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

    // Nothing that is dead or open is in the way any more; or the newest pass that came to an end succeeded.
    private static bool IsPast(IReadOnlyDictionary<string, int> jobs, RedisValue[] newest) =>
        jobs.GetValueOrDefault("dead") <= 0
        && (jobs.GetValueOrDefault("open") <= 0
            || newest.Select(json => ReadEvent(json.ToString()).Kind).LastOrDefault(kind => kind is "retry" or "dead" or "finished") == "finished");

    /// <summary>How a run with such jobs stands.</summary>
    public static SyncRunStatus StatusOf(IReadOnlyDictionary<string, int> jobs)
    {
        (string Word, SyncRunStatus Status)[] priority =
        [
            ("completed", SyncRunStatus.Completed),
            ("open", SyncRunStatus.Processing),
            ("dead", SyncRunStatus.Failed),
            ("proposed", SyncRunStatus.Proposed),
            ("unchanged", SyncRunStatus.Unchanged),
            // Dead once, then made good by a success or run again, which another run may show: nothing is left to do here.
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
