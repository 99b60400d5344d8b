using System.Text.Json;
using Connector.Jobs.Disk;
using Microsoft.Data.Sqlite;

namespace Connector.Jobs.Journal;

/// <summary>Where an entry stands among those of its entity in one journal.</summary>
internal readonly record struct JournalPlace(string Entity, long At, long Position)
{
    /// <summary>Before all.</summary>
    public static JournalPlace Start { get; } = new("", long.MinValue, 0);

    /// <summary>After all of an entity's.</summary>
    public static JournalPlace After(string entity) => new(entity, long.MaxValue, long.MaxValue);
}

/// <summary>The tables of a journal, see <see cref="JournalEntry"/>'s file. Used by one thread at a time; every method is one short step on a local disk, but for the wait for others that write.</summary>
internal sealed class JournalTable(string path, bool readOnly = false) : IDisposable
{
    private const int Format = 1;

    // All or nothing, whoever else opens a file that a process left before it came so far.
    private const string SetUp = """
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS entries (
            tenant TEXT NOT NULL, entity TEXT NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL,
            account TEXT NOT NULL, fence INTEGER NOT NULL, run TEXT NOT NULL, kind TEXT, batch TEXT,
            PRIMARY KEY (tenant, entity, at, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS content (position INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS imported (file TEXT PRIMARY KEY, lines INTEGER NOT NULL) STRICT;
        PRAGMA user_version = 1;
        COMMIT;
        """;

    // The columns that both ways of reading begin with, see HeadOf.
    private const string Head = "entity, at, position, account, fence, run, kind, batch";

    internal const string HeadsAfter =
        $"SELECT {Head} FROM entries WHERE tenant = $tenant AND (entity, at, position) > ($entity, $at, $position) ORDER BY entity, at, position LIMIT $most";

    internal const string EntriesAfter =
        $"SELECT {Head}, value FROM entries JOIN content USING (position) "
        + "WHERE tenant = $tenant AND entity = $entity AND (at, position) > ($at, $position) ORDER BY at, position LIMIT $most";

    internal const string Overwrite =
        "UPDATE content SET value = zeroblob(length(value)) WHERE position IN ("
        + "SELECT position FROM entries WHERE tenant = $tenant AND entity = $entity ORDER BY at, position LIMIT $most)";

    internal const string Delete =
        "DELETE FROM entries WHERE tenant = $tenant AND entity = $entity AND (at, position) IN ("
        + "SELECT at, position FROM entries WHERE tenant = $tenant AND entity = $entity ORDER BY at, position LIMIT $most)";

    internal const string PlacesAfter =
        "SELECT tenant, entity, at, position FROM entries WHERE (tenant, entity, at, position) > ($tenant, $entity, $at, $position) "
        + "ORDER BY tenant, entity, at, position LIMIT $most";

    private readonly Database _database = new(path, Format, readOnly);

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Opens it, and makes the tables if they are missing.</summary>
    /// <exception cref="Exception">See <see cref="JournalFailedException.Is"/>.</exception>
    public void Open()
    {
        if (readOnly)
        {
            _database.OpenToRead();
            return;
        }

        _database.Open(alone: false);
        if (!IsMade)
        {
            _database.Execute(SetUp);
        }
    }

    /// <summary>False for a file of a process that was killed before it made the tables.</summary>
    public bool IsMade => _database.Format > 0;

    /// <summary>Finds out whether it can be written.</summary>
    /// <exception cref="Exception">See <see cref="JournalFailedException.Is"/>.</exception>
    public void Touch() => _database.Seal();

    /// <summary>Whether it can be read.</summary>
    /// <exception cref="Exception">See <see cref="JournalFailedException.Is"/>.</exception>
    public void Check() => _database.Value("SELECT (SELECT count(*) FROM (SELECT 1 FROM entries LIMIT 1)) + (SELECT count(*) FROM imported)");

    /// <returns>The bytes of the file.</returns>
    public long Measure() => (long)_database.Value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")!;

    /// <summary>Adds entries, and what is known of the file they come from; on the disk when this returns.</summary>
    public Task AppendAsync(IEnumerable<(string Tenant, JournalEntry Entry, byte[] Value)> entries, (string File, long Lines)? source = null) =>
        // Not cancelled half-way: entries are there or not.
        _database.TransactAsync(() => AppendTo(entries, source), CancellationToken.None);

    private void AppendTo(IEnumerable<(string Tenant, JournalEntry Entry, byte[] Value)> entries, (string File, long Lines)? source)
    {
        foreach (var (tenant, entry, value) in entries)
        {
            Execute("INSERT INTO content (value) VALUES ($value)", ("$value", value));
            Execute(
                "INSERT INTO entries (tenant, entity, at, position, account, fence, run, kind, batch) "
                + "VALUES ($tenant, $entity, $at, last_insert_rowid(), $account, $fence, $run, $kind, $batch)",
                ("$tenant", tenant),
                ("$entity", entry.Entity),
                ("$at", entry.At.ToUnixTimeMilliseconds()),
                ("$account", entry.Account),
                ("$fence", entry.Fence),
                ("$run", entry.Run),
                ("$kind", entry.Kind),
                ("$batch", entry.Batch));
        }

        if (source is { } from)
        {
            Execute("INSERT OR REPLACE INTO imported (file, lines) VALUES ($file, $lines)", ("$file", from.File), ("$lines", from.Lines));
        }
    }

    /// <returns>How many lines of a file of a version before were taken over into this journal.</returns>
    public long Imported(string file)
    {
        using var command = _database.Command("SELECT lines FROM imported WHERE file = $file", ("$file", file));
        return (long?)command.ExecuteScalar() ?? 0;
    }

    /// <returns>The next entries of a tenant in the order of entities and, of each, times; without their values.</returns>
    public IReadOnlyList<(JournalPlace Place, JournalEntry Entry)> ReadHeads(string tenant, JournalPlace after, int most)
    {
        using var command = _database.Command(HeadsAfter, ("$tenant", tenant), ("$entity", after.Entity), ("$at", after.At), ("$position", after.Position), ("$most", most));
        using var rows = command.ExecuteReader();
        var heads = new List<(JournalPlace, JournalEntry)>();
        while (rows.Read())
        {
            heads.Add(HeadOf(rows));
        }

        _database.EnsureStill();
        return heads;
    }

    /// <returns>The next entries of an entity, oldest first.</returns>
    public IReadOnlyList<(JournalPlace Place, JournalEntry Entry)> Read(string tenant, string entity, JournalPlace after, int most)
    {
        using var command = _database.Command(EntriesAfter, ("$tenant", tenant), ("$entity", entity), ("$at", after.At), ("$position", after.Position), ("$most", most));
        using var rows = command.ExecuteReader();
        var entries = new List<(JournalPlace, JournalEntry)>();
        while (rows.Read())
        {
            var (place, entry) = HeadOf(rows);
            var content = JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(8), JournalJson.Default.JournalContent)!;
            entries.Add((place, entry with { Before = content.Before, Old = content.Old, New = content.New }));
        }

        _database.EnsureStill();
        return entries;
    }

    /// <returns>Where the next entries are, of whichever tenant.</returns>
    public IReadOnlyList<(string Tenant, JournalPlace Place)> ReadPlaces((string Tenant, JournalPlace Place) after, int most)
    {
        var (tenant, place) = after;
        using var command = _database.Command(PlacesAfter, ("$tenant", tenant), ("$entity", place.Entity), ("$at", place.At), ("$position", place.Position), ("$most", most));
        using var rows = command.ExecuteReader();
        var places = new List<(string, JournalPlace)>();
        while (rows.Read())
        {
            places.Add((rows.GetString(0), new JournalPlace(rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3))));
        }

        return places;
    }

    /// <returns>Whether there is no entry at all.</returns>
    public bool IsEmpty => _database.Value("SELECT 1 FROM entries LIMIT 1") is null;

    /// <summary>Deletes entries, in one transaction.</summary>
    /// <returns>How many: some may have been erased meanwhile.</returns>
    public async Task<int> DeleteAsync(IReadOnlyList<(string Tenant, JournalPlace Place)> entries, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await _database.TransactAsync(
            () =>
            {
                foreach (var (tenant, place) in entries)
                {
                    Execute("UPDATE content SET value = zeroblob(length(value)) WHERE position = $position", ("$position", place.Position));
                    deleted += Execute(
                        "DELETE FROM entries WHERE tenant = $tenant AND entity = $entity AND at = $at AND position = $position",
                        ("$tenant", tenant),
                        ("$entity", place.Entity),
                        ("$at", place.At),
                        ("$position", place.Position));
                }
            },
            cancellationToken);
        return deleted;
    }

    /// <returns>Whether there is an entry of an entity.</returns>
    public bool Has(string tenant, string entity)
    {
        using var command = _database.Command("SELECT 1 FROM entries WHERE tenant = $tenant AND entity = $entity LIMIT 1", ("$tenant", tenant), ("$entity", entity));
        return command.ExecuteScalar() is not null;
    }

    /// <summary>Erases the oldest entries of an entity, in one transaction.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EraseAsync(string tenant, string entity, int most, CancellationToken cancellationToken)
    {
        var erased = 0;
        await _database.TransactAsync(
            () =>
            {
                Execute(Overwrite, ("$tenant", tenant), ("$entity", entity), ("$most", most));
                erased = Execute(Delete, ("$tenant", tenant), ("$entity", entity), ("$most", most));
            },
            cancellationToken);
        return erased;
    }

    /// <summary>Carries the log into the file and empties it: of what was overwritten, nothing stays in either.</summary>
    /// <returns>False if a reader kept it from that; writers wait no longer than a moment for it.</returns>
    public bool Checkpoint() => _database.Briefly(20, () => (long)_database.Value("PRAGMA wal_checkpoint(TRUNCATE)")! == 0);

    /// <summary>How SQLite goes about a statement, for tests.</summary>
    internal IReadOnlyList<string> PlanOf(string sql)
    {
        using var command = _database.Command(
            $"EXPLAIN QUERY PLAN {sql}", ("$tenant", ""), ("$entity", ""), ("$at", 0), ("$position", 0), ("$most", 1));
        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read())
        {
            steps.Add(rows.GetString(3));
        }

        return steps;
    }

    public void Dispose() => _database.Dispose();

    private int Execute(string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = _database.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static (JournalPlace Place, JournalEntry Entry) HeadOf(SqliteDataReader row) => (
        new JournalPlace(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
        new JournalEntry
        {
            Entity = row.GetString(0),
            At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
            Account = row.GetString(3),
            Fence = row.GetInt64(4),
            Run = row.GetString(5),
            Kind = row.IsDBNull(6) ? null : row.GetString(6),
            Batch = row.IsDBNull(7) ? null : row.GetString(7),
            Old = NoValues,
            New = NoNewValues,
        });

    private static readonly Dictionary<string, string?> NoValues = [];
    private static readonly Dictionary<string, string> NoNewValues = [];
}
