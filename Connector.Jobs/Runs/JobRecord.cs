using System.Globalization;

namespace Connector.Jobs.Runs;

/// <summary>Reads a job's record as the scripts wrote it, see Queue/ending.lua.</summary>
internal static class JobRecord
{
    public static JobView Read(string id, Record record) => new()
    {
        Id = id,
        Tenant = record.Text("tenant"),
        EventId = record.Text("eventId"),
        Event = record.Text("event"),
        Entity = record.Text("entity"),
        State = record.Text("state"),
        ChangedBy = record.TextOrNull("changedBy") is { } associate ? int.Parse(associate, CultureInfo.InvariantCulture) : null,
        Decision = record.TextOrNull("decision"),
        Outcome = record.TextOrNull("outcome"),
        Reason = record.TextOrNull("reason"),
        Error = record.TextOrNull("error"),
        ReceivedAt = record.Time("receivedAt"),
        EndedAt = record.TimeOrNull("endedAt"),
        Duplicates = record.Number("duplicates"),
        RunId = record.TextOrNull("run"),
        By = record.TextOrNull("by"),
        ReplayOf = record.TextOrNull("replayOf"),
        ReplayedAs = record.TextOrNull("replayedAs"),
        BodyDroppedAt = record.TimeOrNull("bodyDroppedAt"),
        ClosedBy = record.TextOrNull("closedBy"),
    };
}
