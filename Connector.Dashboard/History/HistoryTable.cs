using Connector.Jobs.Disk;
using Connector.Jobs.Runs;
using Microsoft.Data.Sqlite;

namespace Connector.Dashboard.History;

// The history of runs
// ===================
// A projection: what Redis holds of sync runs, so that they can be searched, and what it held once. Redis decides; what stands here decides nothing.
//
//   runs     one row a run. `position` is the time of its last change in milliseconds times 2^20, plus a number that makes it unique. So positions
//            grow with changes, the newest run has the greatest, and a run gets another with each change. `row` is the run as lists show it, JSON; `details`
//            all of it, JSON packed by Brotli, null where only ends of its jobs are known or the history is in memory. `live` says that Redis may change it
//            without telling (open jobs, proposals): such rows are read again. `lost`: when Redis lost it, milliseconds. `generation`: see state.
//   found    FTS5; its rowid is the run's position, so that "the newest that match" is the order in which FTS5 answers anyway. `text` is what a search
//            looks at; `tags` what filters ask for, each value one word (hexadecimal, behind a letter that says of what): the first is the status, or `hidden`
//            for a run that lists leave out. With secure-delete, nothing of a deleted row stays in the index.
//   state    how far Redis was followed (epoch, ended, changed), whose data it is (profile), the number of the epoch since the file was made (generation),
//            and, while an epoch that is new has not been read to its end, since when, and the last change that was known before it (losing). It is written in the transaction of the rows that it speaks of: whoever
//            is killed in between repeats what is missing and nothing else.
//
// What is deleted is overwritten (secure_delete). A file that is damaged or of a newer format is not repaired: see HistoryStore.

/// <summary>The tables of a history. Used by one thread at a time; every method is one short step, or a part of the caller's transaction.</summary>
internal sealed class HistoryTable : IDisposable
{
    public const int Format = 1;

    /// <summary>A position is the milliseconds of the last change times this, plus a number.</summary>
    public const long PerMillisecond = 1 << 20;

    private const string Hidden = "hidden";

    private const string SetUp = """
        BEGIN IMMEDIATE;
        CREATE TABLE runs (
            position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, account TEXT NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL, cost REAL, latency INTEGER,
            hidden INTEGER NOT NULL, live INTEGER NOT NULL, lost INTEGER, generation INTEGER NOT NULL, row TEXT NOT NULL, details BLOB) STRICT;
        CREATE INDEX of_account ON runs (tenant, account, position);
        CREATE INDEX are_live ON runs (position) WHERE live = 1;
        CREATE VIRTUAL TABLE found USING fts5 (text, tags, columnsize = 0, prefix = '3', tokenize = 'unicode61 remove_diacritics 2');
        INSERT INTO found (found, rank) VALUES ('secure-delete', 1);
        CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        PRAGMA user_version = 1;
        COMMIT;
        """;

    private readonly Database _database;

    private HistoryTable(Database database, bool isInMemory) => (_database, IsInMemory) = (database, isInMemory);

    public bool IsInMemory { get; }

    /// <summary>Opens a file to write; makes it where it is missing.</summary>
    public static HistoryTable Open(string path)
    {
        var database = new Database(path, Format);
        try
        {
            database.Open(alone: false);
            // What a machine that dies may lose of it is read from Redis again: the position is lost with it.
            database.Execute("PRAGMA synchronous = NORMAL");
            return Made(database, isInMemory: false);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public static HistoryTable InMemory() => Made(Database.InMemory(Format), isInMemory: true);

    /// <summary>Opens a file that was opened to write before, to read.</summary>
    public static HistoryTable OpenToRead(string path)
    {
        var database = new Database(path, Format, readOnly: true);
        database.OpenToRead();
        return new HistoryTable(database, isInMemory: false);
    }

    /// <summary>What was remembered under a name; null if nothing was.</summary>
    public string? State(string name)
    {
        using var command = _database.Command("SELECT value FROM state WHERE name = $name", ("$name", name));
        return (string?)command.ExecuteScalar();
    }

    public void Remember(string name, string? value) => Execute(
        value is null ? "DELETE FROM state WHERE name = $name" : "INSERT OR REPLACE INTO state (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value));

    /// <summary>All that the action writes, or nothing of it.</summary>
    public void Transact(Action action)
    {
        if (!_database.TryTransact(action))
        {
            throw new IOException("another process is writing into it. Give each dashboard a directory of its own");
        }
    }

    /// <summary>Puts a run in place of what was known of it.</summary>
    /// <returns>False if that was the same.</returns>
    public bool Put(SyncRunDetails details, long generation)
    {
        var run = details.Run;
        var row = RunDocument.RowOf(run);
        if (Find(run.Id) is { } before)
        {
            if (before.Row == row)
            {
                Execute("UPDATE runs SET generation = $generation WHERE position = $position AND generation <> $generation", ("$generation", generation), ("$position", before.Position));
                return false;
            }

            Delete(before.Position);
        }

        Insert(details, generation);
        return true;
    }

    /// <summary>The same, also where what lists show is the same.</summary>
    public void Rewrite(SyncRunDetails details)
    {
        using var command = _database.Command("SELECT generation FROM runs WHERE id = $id", ("$id", details.Run.Id));
        var generation = (long)command.ExecuteScalar()!;
        Delete(Find(details.Run.Id)!.Value.Position);
        Insert(details, generation);
    }

    private void Insert(SyncRunDetails details, long generation)
    {
        var run = details.Run;
        var position = PositionAt(run.UpdatedAt);
        Execute(
            "INSERT INTO runs (position, id, tenant, account, status, started, cost, latency, hidden, live, lost, generation, row, details) VALUES "
            + "($position, $id, $tenant, $account, $status, $started, $cost, $latency, $hidden, $live, $lost, $generation, $row, $details)",
            ("$position", position),
            ("$id", run.Id),
            ("$tenant", run.Tenant),
            ("$account", run.Account),
            ("$status", run.Status.ToString()),
            ("$started", run.FirstAt.ToUnixTimeMilliseconds()),
            ("$cost", RunDocument.CostOf(run)),
            ("$latency", run.LatencyMs),
            ("$hidden", run.HiddenSince is null ? 0 : 1),
            ("$live", run.LostAt is null && (run.Jobs.GetValueOrDefault("open") > 0 || run.Proposals > 0) ? 1 : 0),
            ("$lost", run.LostAt?.ToUnixTimeMilliseconds()),
            ("$generation", generation),
            ("$row", RunDocument.RowOf(run)),
            ("$details", IsInMemory ? null : RunDocument.Pack(details)));
        Execute(
            "INSERT INTO found (rowid, text, tags) VALUES ($position, $text, $tags)",
            ("$position", position),
            ("$text", RunDocument.TextOf(details)),
            ("$tags", $"{(run.HiddenSince is null ? RunDocument.TagOf(run.Status) : Hidden)} {RunDocument.TagsOf(details)}"));
        HideAccountAsLast(run, position);
    }

    /// <summary>Where a run is, and its row; null if it is unknown.</summary>
    public (long Position, string Row, bool HasDetails)? Find(string id)
    {
        using var command = _database.Command("SELECT position, row, details IS NOT NULL FROM runs WHERE id = $id", ("$id", id));
        using var rows = command.ExecuteReader();
        return rows.Read() ? (rows.GetInt64(0), rows.GetString(1), rows.GetBoolean(2)) : null;
    }

    /// <summary>All that is known of a run; null if it is unknown.</summary>
    public SyncRunDetails? Details(string id)
    {
        using var command = _database.Command("SELECT row, details FROM runs WHERE id = $id", ("$id", id));
        using var rows = command.ExecuteReader();
        if (!rows.Read())
        {
            return null;
        }

        var run = RunDocument.ReadRow(rows.GetString(0));
        return rows.IsDBNull(1) ? new SyncRunDetails(run, [], [], []) : RunDocument.Unpack(rows.GetFieldValue<byte[]>(1)) with { Run = run };
    }

    /// <summary>The ids that begin so, at most so many.</summary>
    public IReadOnlyList<string> IdsFrom(string prefix, int most)
    {
        using var command = _database.Command("SELECT id FROM runs WHERE id >= $from AND id < $to LIMIT $most", ("$from", prefix), ("$to", prefix + '~'), ("$most", most));
        return Texts(command);
    }

    public void Forget(string id)
    {
        if (Find(id) is { } known)
        {
            Delete(known.Position);
        }
    }

    /// <summary>Runs that Redis may change without telling, after a position, the oldest change first.</summary>
    public IReadOnlyList<(long Position, string Id)> Live(long after, int most)
    {
        using var command = _database.Command("SELECT position, id FROM runs WHERE live = 1 AND position > $after ORDER BY position LIMIT $most", ("$after", after), ("$most", most));
        return Places(command);
    }

    /// <summary>Runs that were not met since a generation began and were changed after a time, or are live.</summary>
    public IReadOnlyList<(long Position, string Id)> Unmet(long generation, DateTimeOffset after, int most)
    {
        using var command = _database.Command(
            "SELECT position, id FROM runs WHERE generation < $generation AND lost IS NULL AND (live = 1 OR position >= $after) LIMIT $most",
            ("$generation", generation), ("$after", FirstOf(after)), ("$most", most));
        return Places(command);
    }

    /// <summary>Runs that have an entity's jobs, or are its account's.</summary>
    public IReadOnlyList<string> IdsOf(string tenant, string entity, int most)
    {
        using var command = _database.Command(
            "SELECT id FROM found CROSS JOIN runs ON runs.position = found.rowid WHERE found MATCH $match ORDER BY found.rowid LIMIT $most",
            ("$match", $"tags : ({SearchTerms.Quoted(RunDocument.TenantTagOf(tenant))} AND {SearchTerms.Quoted(RunDocument.EntityTagOf(entity))})"), ("$most", most));
        return Texts(command);
    }

    /// <summary>Deletes what is older than a time, or beyond so many.</summary>
    /// <returns>How many: no more than asked for.</returns>
    public int DeleteOld(DateTimeOffset before, int kept, int most)
    {
        // The number is read from an index; a look at the row that is the last to be kept would be one at all rows.
        var excess = (long)_database.Value("SELECT count(*) FROM runs")! - kept;
        using var command = _database.Command(
            "SELECT position, id FROM (SELECT position, id FROM runs ORDER BY position LIMIT $most) WHERE position < $before UNION "
            + "SELECT position, id FROM (SELECT position, id FROM runs ORDER BY position LIMIT $excess)",
            ("$before", FirstOf(before)), ("$most", most), ("$excess", Math.Clamp(excess, 0, most)));
        var old = Places(command);
        foreach (var (position, _) in old)
        {
            Delete(position);
        }

        return old.Count;
    }

    /// <summary>Carries the log into the file and empties it: of what was overwritten, nothing stays in either.</summary>
    /// <returns>False if a reader kept it from that.</returns>
    public bool Checkpoint() => IsInMemory || _database.Briefly(20, () => (long)_database.Value("PRAGMA wal_checkpoint(TRUNCATE)")! == 0);

    /// <summary>Has FTS5 look through its index, for tests.</summary>
    public void CheckIndex() => Execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)");

    /// <summary>A statement of a reader.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => _database.Command(sql, parameters);

    /// <summary>The first position of a time.</summary>
    public static long FirstOf(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeMilliseconds(), 0, long.MaxValue / PerMillisecond - 1) * PerMillisecond;

    public void Dispose() => _database.Dispose();

    private static HistoryTable Made(Database database, bool isInMemory)
    {
        if (database.Format == 0)
        {
            database.Execute(SetUp);
        }

        return new HistoryTable(database, isInMemory);
    }

    private long PositionAt(DateTimeOffset at)
    {
        var first = FirstOf(at);
        using var command = _database.Command("SELECT max(position) FROM runs WHERE position >= $first AND position < $next", ("$first", first), ("$next", first + PerMillisecond));
        return command.ExecuteScalar() is long last ? last + 1 : first;
    }

    // A contact that is deleted, or comes back, takes all its runs along: Redis says so of the run in which that happened, and changes the others silently.
    private void HideAccountAsLast(SyncRun run, long at)
    {
        var hidden = run.HiddenSince is null ? 0 : 1;
        using var command = _database.Command(
            "SELECT position, row FROM runs WHERE tenant = $tenant AND account = $account AND account <> '' AND hidden <> $hidden "
            + "AND NOT EXISTS (SELECT 1 FROM runs AS later WHERE later.tenant = $tenant AND later.account = $account AND later.position > $position)",
            ("$tenant", run.Tenant), ("$account", run.Account), ("$hidden", hidden), ("$position", at));
        foreach (var (position, row) in Places(command))
        {
            var other = RunDocument.ReadRow(row) with { HiddenSince = run.HiddenSince };
            Execute("UPDATE runs SET hidden = $hidden, row = $row WHERE position = $position", ("$hidden", hidden), ("$row", RunDocument.RowOf(other)), ("$position", position));
            Execute(
                "UPDATE found SET tags = $standing || substr(tags, instr(tags, ' ')) WHERE rowid = $position",
                ("$standing", hidden == 1 ? Hidden : RunDocument.TagOf(other.Status)), ("$position", position));
        }
    }

    private void Delete(long position)
    {
        Execute("DELETE FROM found WHERE rowid = $position", ("$position", position));
        Execute("DELETE FROM runs WHERE position = $position", ("$position", position));
    }

    private int Execute(string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = _database.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static List<(long, string)> Places(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        var places = new List<(long, string)>();
        while (rows.Read())
        {
            places.Add((rows.GetInt64(0), rows.GetString(1)));
        }

        return places;
    }

    private static List<string> Texts(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read())
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }
}
