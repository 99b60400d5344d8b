using Connector.Jobs.Disk;
using Connector.Jobs.Intake;
using Microsoft.Data.Sqlite;

namespace Connector.Ingress.Spooling;

/// <summary>The table in a file of the spool, see <see cref="SpoolFile"/>'s file. Used by one thread at a time.</summary>
internal sealed class SpoolTable(string path) : IDisposable
{
    private const int Format = 1;

    private const string AddAbout = "ALTER TABLE events ADD COLUMN about TEXT";

    private const string SetUp = """
        CREATE TABLE IF NOT EXISTS events (
            position INTEGER PRIMARY KEY, job TEXT NOT NULL, tenant TEXT NOT NULL, event TEXT NOT NULL, trace TEXT, body BLOB NOT NULL) STRICT;
        """;

    // Two queries: SQLite looks at the ends of the table for one minimum or maximum, and reads all of it for both.
    private const string First = "SELECT coalesce((SELECT min(position) FROM events), 1)";
    private const string Last = "SELECT coalesce((SELECT max(position) FROM events), 0)";

    private const string HowLarge =
        "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size";

    private readonly Database _database = new(path, Format);

    /// <summary>Opens the file and makes the table if it is missing.</summary>
    /// <exception cref="SqliteException">The disk is full or broken, or the file damaged.</exception>
    /// <exception cref="NotSupportedException">The file has a newer format.</exception>
    public void Open()
    {
        _database.Open(alone: true);
        _database.Execute(SetUp);

        // A file of the version before lacks the column; the version before ignores it: whichever comes next, it reads the file.
        if ((long)_database.Value("SELECT count(*) FROM pragma_table_info('events') WHERE name = 'about'")! == 0)
        {
            _database.Execute(AddAbout);
        }

        _database.Seal();
    }

    /// <returns>The first and the last position, 1 and 0 if there are no events, and how many bytes they take.</returns>
    public (long First, long Last, long Bytes) Measure() => ((long)_database.Value(First)!, (long)_database.Value(Last)!, (long)_database.Value(HowLarge)!);

    /// <returns>How many, from the first on, are written: until the file has <paramref name="room"/> bytes.</returns>
    public int Append(IReadOnlyList<IncomingEvent> events, long room)
    {
        var written = 0;
        return _database.TryTransact(() => written = AppendTo(events, room)) ? written : throw new IOException("somebody else is writing into it");
    }

    private int AppendTo(IReadOnlyList<IncomingEvent> events, long room)
    {
        using var insert = _database.Command("INSERT INTO events (job, tenant, event, trace, body, about) VALUES ($job, $tenant, $event, $trace, $body, $about)");
        using var measure = _database.Command(HowLarge);
        var written = 0;
        while (written < events.Count && (long)measure.ExecuteScalar()! + events[written].Body.Length <= room)
        {
            Insert(insert, events[written]);
            written++;
        }

        return written;
    }

    /// <returns>The first events after a position, <paramref name="most"/> or as many as reach <paramref name="mostBytes"/>.</returns>
    public IReadOnlyList<SpooledEvent> Read(long after, int most, long mostBytes)
    {
        using var select = _database.Command(
            "SELECT position, job, tenant, event, trace, body, about FROM events WHERE position > $after ORDER BY position LIMIT $most",
            ("$after", after),
            ("$most", most));
        using var rows = select.ExecuteReader();
        var events = new List<SpooledEvent>();
        for (long bytes = 0; bytes < mostBytes && rows.Read();)
        {
            var body = rows.GetFieldValue<byte[]>(5);
            bytes += body.Length;
            events.Add(new SpooledEvent(rows.GetInt64(0), new IncomingEvent
            {
                JobId = rows.GetString(1),
                Tenant = rows.GetString(2),
                EventId = rows.GetString(3),
                TraceParent = rows.IsDBNull(4) ? null : rows.GetString(4),
                Body = body,
                About = rows.IsDBNull(6) ? "" : rows.GetString(6),
            }));
        }

        return events;
    }

    public void DeleteTo(long position)
    {
        using var delete = _database.Command("DELETE FROM events WHERE position <= $position", ("$position", position));
        delete.ExecuteNonQuery();
    }

    /// <summary>Gives free pages back to the disk, and leaves nothing of a body in the file or its log.</summary>
    public void Compact() => _database.Execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");

    public void Dispose() => _database.Dispose();

    private static void Insert(SqliteCommand insert, IncomingEvent one)
    {
        insert.Parameters.Clear();
        insert.Parameters.AddWithValue("$job", one.JobId);
        insert.Parameters.AddWithValue("$tenant", one.Tenant);
        insert.Parameters.AddWithValue("$event", one.EventId);
        insert.Parameters.AddWithValue("$trace", (object?)one.TraceParent ?? DBNull.Value);
        insert.Parameters.AddWithValue("$body", one.Body.ToArray());
        insert.Parameters.AddWithValue("$about", one.About);
        insert.ExecuteNonQuery();
    }
}

/// <summary>An event in a file of the spool.</summary>
/// <param name="Position">The row's number.</param>
/// <param name="Event">As it is to be accepted.</param>
internal readonly record struct SpooledEvent(long Position, IncomingEvent Event);
