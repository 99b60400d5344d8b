using Connector.Jobs.Runs;

namespace Connector.Dashboard.History;

/// <summary>Lists runs of a history.</summary>
internal static class HistoryReading
{
    /// <summary>No more runs of a status are counted: whoever sees this many sees that there are many.</summary>
    public const int MostCounted = 2_000;

    /// <summary>Other orders than by last change are made of so many of the newest runs that match.</summary>
    public const int MostSorted = 10_000;

    private const int LeastWhole = 200;

    private static readonly SyncRunStatus[] Statuses = Enum.GetValues<SyncRunStatus>();

    public static RunList List(HistoryTable table, RunQuery query)
    {
        var (text, mayGoOn) = TextOf(table, query);
        if (text is null)
        {
            // Something is searched for, and nothing in it is a letter or a digit.
            return new RunList([], null, null, new Dictionary<SyncRunStatus, int>());
        }

        var found = query.Sort == RunSort.Changed ? Newest(table, query, text) : Sorted(table, query, text);
        var isBack = query.After is { IsBack: true };
        var isMore = found.Count > query.Take;
        var items = found.Take(query.Take).ToList();
        if (isBack)
        {
            items.Reverse();
        }

        // Whoever came from the other side knows that there is something.
        var next = items.Count > 0 && (isBack || isMore) ? CursorAt(items[^1], isBack: false) : null;
        var previous = items.Count > 0 && (isBack ? isMore : query.After is not null) ? CursorAt(items[0], isBack: true) : null;
        return new RunList([.. items.Select(one => one.Run)], next, previous, mayGoOn ? CountNewest(table, query, text) : Count(table, query, text));

        RunCursor CursorAt((SyncRun Run, double Value, long Position) one, bool isBack) => new(query.Sort, one.Value, one.Position, isBack);
    }

    // Where more than a part of the list has the words as they are, they are meant as they are: those are found without reading all that begin so.
    private static (string? Text, bool MayGoOn) TextOf(HistoryTable table, RunQuery query)
    {
        if (string.IsNullOrWhiteSpace(query.Text))
        {
            return ("", false);
        }

        var (whole, open) = (SearchTerms.OfText(query.Text, isWhole: true), SearchTerms.OfText(query.Text));
        if (whole is null || whole == open)
        {
            return (whole, false);
        }

        using var command = table.Command(
            "SELECT count(*) FROM (SELECT 1 FROM found WHERE found MATCH $match AND rowid >= $from AND rowid < $to LIMIT $most)",
            ("$match", Match(query, whole, query.Status)), ("$from", From(query)), ("$to", To(query)), ("$most", LeastWhole));
        return (long)command.ExecuteScalar()! == LeastWhole ? (whole, false) : (open, true);
    }

    private static List<(SyncRun Run, double Value, long Position)> Newest(HistoryTable table, RunQuery query, string text)
    {
        var (from, to, order) = (From(query), To(query), "DESC");
        if (query.After is { IsBack: true } before)
        {
            (from, order) = (Math.Max(from, before.Position + 1), "ASC");
        }
        else if (query.After is { } after)
        {
            to = Math.Min(to, after.Position);
        }

        return Match(query, text, query.Status) is { } match
            ? Read(
                table,
                "SELECT runs.position, 0.0, row FROM found CROSS JOIN runs ON runs.position = found.rowid "
                + $"WHERE found MATCH $match AND found.rowid >= $from AND found.rowid < $to AND hidden = 0 ORDER BY found.rowid {order} LIMIT $most",
                ("$match", match), ("$from", from), ("$to", to), ("$most", query.Take + 1))
            : Read(
                table,
                $"SELECT position, 0.0, row FROM runs WHERE position >= $from AND position < $to AND hidden = 0 ORDER BY position {order} LIMIT $most",
                ("$from", from), ("$to", to), ("$most", query.Take + 1));
    }

    private static List<(SyncRun Run, double Value, long Position)> Sorted(HistoryTable table, RunQuery query, string text)
    {
        var value = query.Sort switch { RunSort.Started => "started", RunSort.Cost => "cost", _ => "latency" };
        var (compares, order) = query.After is { IsBack: true } ? (">", "ASC") : ("<", "DESC");
        var match = Match(query, text, query.Status);
        var newest = match is null
            ? $"SELECT position, coalesce({value}, -1.0) AS value FROM runs WHERE position >= $from AND position < $to AND hidden = 0 ORDER BY position DESC LIMIT $sorted"
            : $"SELECT runs.position AS position, coalesce({value}, -1.0) AS value FROM found CROSS JOIN runs ON runs.position = found.rowid "
                + "WHERE found MATCH $match AND found.rowid >= $from AND found.rowid < $to AND hidden = 0 ORDER BY found.rowid DESC LIMIT $sorted";
        return Read(
            table,
            $"SELECT newest.position, newest.value, runs.row FROM (SELECT * FROM ({newest}) WHERE (value, position) {compares} ($value, $position) ORDER BY value {order}, position {order} LIMIT $most) "
            + $"AS newest CROSS JOIN runs ON runs.position = newest.position ORDER BY newest.value {order}, newest.position {order}",
            ("$match", match ?? ""), ("$from", From(query)), ("$to", To(query)), ("$sorted", MostSorted), ("$most", query.Take + 1),
            ("$value", query.After?.Value ?? double.MaxValue), ("$position", query.After?.Position ?? long.MaxValue));
    }

    private static Dictionary<SyncRunStatus, int> Count(HistoryTable table, RunQuery query, string text)
    {
        var counts = new Dictionary<SyncRunStatus, int>();
        foreach (var status in Statuses)
        {
            using var command = table.Command(
                "SELECT count(*) FROM (SELECT 1 FROM found WHERE found MATCH $match AND rowid >= $from AND rowid < $to LIMIT $most)",
                ("$match", Match(query, text, status)), ("$from", From(query)), ("$to", To(query)), ("$most", MostCounted));
            if ((long)command.ExecuteScalar()! is > 0 and var count)
            {
                counts[status] = (int)count;
            }
        }

        return counts;
    }

    // The same from one reading: of the newest that match.
    private static Dictionary<SyncRunStatus, int> CountNewest(HistoryTable table, RunQuery query, string text)
    {
        using var command = table.Command(
            "SELECT status, count(*) FROM (SELECT rowid AS at FROM found WHERE found MATCH $match AND rowid >= $from AND rowid < $to ORDER BY rowid DESC LIMIT $most) "
            + "CROSS JOIN runs ON runs.position = at WHERE hidden = 0 GROUP BY status",
            ("$match", Match(query, text, null)), ("$from", From(query)), ("$to", To(query)), ("$most", MostSorted));
        using var rows = command.ExecuteReader();
        var counts = new SortedDictionary<SyncRunStatus, int>();
        while (rows.Read())
        {
            counts[Enum.Parse<SyncRunStatus>(rows.GetString(0))] = Math.Min(rows.GetInt32(1), MostCounted);
        }

        return new Dictionary<SyncRunStatus, int>(counts);
    }

    private static string? Match(RunQuery query, string text, SyncRunStatus? status)
    {
        var tags = new[]
        {
            status is { } one ? RunDocument.TagOf(one) : null,
            query.Tenant is { } tenant ? RunDocument.TenantTagOf(tenant) : null,
            query.Trigger is { } trigger ? RunDocument.TriggerTagOf(trigger) : null,
            query.Reason is { } reason ? RunDocument.ReasonTagOf(reason) : null,
            query.Error is { } error ? RunDocument.ErrorTagOf(error) : null,
        }.OfType<string>().Select(SearchTerms.Quoted).ToList();
        var parts = new[] { tags.Count > 0 ? $"tags : ({string.Join(" AND ", tags)})" : "", text.Length > 0 ? $"text : ({text})" : "" }.Where(part => part.Length > 0).ToList();
        return parts.Count == 0 ? null : string.Join(" AND ", parts);
    }

    private static long From(RunQuery query) => query.Since is { } since ? HistoryTable.FirstOf(since) : 0;

    private static long To(RunQuery query) => query.Until is { } until ? HistoryTable.FirstOf(until) : long.MaxValue;

    private static List<(SyncRun, double, long)> Read(HistoryTable table, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = table.Command(sql, parameters);
        using var rows = command.ExecuteReader();
        var runs = new List<(SyncRun, double, long)>();
        while (rows.Read())
        {
            runs.Add((RunDocument.ReadRow(rows.GetString(2)), rows.GetDouble(1), rows.GetInt64(0)));
        }

        return runs;
    }
}
