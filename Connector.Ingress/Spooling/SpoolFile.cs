using Connector.Jobs.Disk;
using Connector.Jobs.Intake;

namespace Connector.Ingress.Spooling;

// The spool
// =========
// Events that Redis does not take rest in the directory Ingress:Spool:Directory until it does. Six kinds of files lie there:
//
//   spool-{profile}-{id}.db       events: a SQLite database with one table, written by one process
//   spool-{profile}-{id}.db-wal   SQLite's write-ahead log of it
//   spool-{profile}-{id}.lock     held open by the process that owns the database, see FileLock
//   spool-{profile}-{id}.corrupt  a database that turned out damaged, for a human; with .corrupt-wal if there was a log
//   spool-{profile}-{id}.rejected events that no Redis would take, for a human: see RejectedEvents
//   profile                       whose the directory is, see SpoolOwner
//
// The id is a UUIDv7 and never used again; the profile is that of Jobs:Profile. Table `events`, in the order of arrival:
//
//   position   integer, the row's number; rows leave from the front, so last - first + 1 is their count
//   job        the job id made when the post came: accepting it twice is accepting it once
//   tenant, event, trace, body     as in IncomingEvent; body byte for byte
//   about      as in IncomingEvent; null in rows of the version before it
//
// A file's life: made when a process starts; a post is answered once the transaction with its event is in the log and the log is
// synced (WAL, synchronous FULL); the drainer reads from the front, gives to Redis, and deletes what Redis has. A crash between the
// last two repeats them, harmlessly; a disk that is too full to delete does not: what Redis has is remembered until it is deleted. When the file is empty it is compacted, so that nothing of a body stays in it. A process that
// ends in good order deletes its empty file and leaves one with events; one that is killed leaves its file and a lock that nobody
// holds. Whoever starts in that directory, or runs there already, adopts such a file: takes its lock, drains it, deletes it, and
// never writes events into it. user_version is the format's version; a file of a newer one is left alone.

/// <summary>One file of the spool, owned by this process. Every method is one short, synchronous step on a local disk.</summary>
internal sealed class SpoolFile : IDisposable
{
    private readonly string _path;
    private readonly FileLock _held;
    private readonly SpoolTable _table;
    private readonly Lock _one = new();
    private long _first = 1;
    private long _last;
    private long _done;
    private long _bytes;
    private bool _isLoose;

    private SpoolFile(string path, FileLock held) => (_path, _held, _table) = (path, held, new SpoolTable(path));

    /// <summary>The file's name without folder and extension.</summary>
    public string Name => Path.GetFileNameWithoutExtension(_path);

    /// <summary>How many events in it Redis does not have yet.</summary>
    public long Events => Math.Max(0, Interlocked.Read(ref _last) - Math.Max(Interlocked.Read(ref _first) - 1, Interlocked.Read(ref _done)));

    /// <summary>The last event that Redis has although it is in the file; 0 if there is none.</summary>
    public long DoneTo => Interlocked.Read(ref _done);

    /// <summary>Whether there is something in it that should not be there any more.</summary>
    public bool IsToForget => DoneTo > 0 || (Volatile.Read(ref _isLoose) && Events == 0);

    /// <summary>The disk they take, in bytes; pages that are free again do not count.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>A new file.</summary>
    public static SpoolFile Create(string path)
    {
        var held = FileLock.TryTake(LockOf(path)) ?? throw new IOException($"{path} is locked although it is new.");
        var file = new SpoolFile(path, held);
        try
        {
            file.Open();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Another process' file; null if that process is still there, or somebody else was first. To be opened before anything else is
    /// done with it.
    /// </summary>
    public static SpoolFile? Adopt(string path)
    {
        if (FileLock.TryTake(LockOf(path)) is not { } held)
        {
            return null;
        }

        if (File.Exists(path))
        {
            return new SpoolFile(path, held);
        }

        held.Dispose();
        return null;
    }

    /// <summary>Opens an adopted file. If that fails the file is still this process' own: to be set aside or disposed.</summary>
    public void Open()
    {
        lock (_one)
        {
            _table.Open();
            Measure();
        }
    }

    /// <summary>Writes events, in one transaction that is on disk when this returns.</summary>
    /// <param name="events">Any number.</param>
    /// <param name="room">How many bytes the file may have.</param>
    /// <returns>How many, from the first on, are written: fewer than given if the room is used up.</returns>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The disk is full or broken, or the file damaged; nothing is written.</exception>
    /// <exception cref="SpoolDamagedException">The file is gone.</exception>
    public int Append(IReadOnlyList<IncomingEvent> events, long room)
    {
        lock (_one)
        {
            if (!File.Exists(_path))
            {
                throw new SpoolDamagedException("somebody deleted the file");
            }

            var written = _table.Append(events, room);
            Measure();
            return written;
        }
    }

    /// <summary>The first events, oldest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="mostBytes">Reading ends with the event that reaches this many bytes.</param>
    public IReadOnlyList<SpooledEvent> Read(int most, long mostBytes)
    {
        lock (_one)
        {
            return _table.Read(_done, most, mostBytes);
        }
    }

    /// <summary>Remembers that Redis has the events up to a position, or that they went elsewhere. They are not read again, whatever becomes of the file.</summary>
    public void Done(long position) => Interlocked.Exchange(ref _done, position);

    /// <summary>Deletes them; compacts the file after the last.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The disk is too full or broken; to be tried again.</exception>
    public void Forget()
    {
        lock (_one)
        {
            if (_done > 0)
            {
                _table.DeleteTo(_done);
                // An empty table counts from 1 again.
                (_done, _isLoose) = (0, true);
                Measure();
            }

            if (_isLoose && Events == 0)
            {
                _table.Compact();
                _isLoose = false;
                Measure();
            }
        }
    }

    /// <summary>Ends the ownership; deletes the file if Redis has all its events.</summary>
    /// <exception cref="IOException">It cannot be deleted; it is nobody's all the same.</exception>
    public void Leave()
    {
        lock (_one)
        {
            using (_held)
            {
                _table.Dispose();
                if (Events == 0)
                {
                    // A log that the disk was too full to work off holds bodies, too.
                    File.Delete($"{_path}-wal");
                    File.Delete(_path);
                }
            }
        }
    }

    /// <summary>Renames a damaged file, so that nobody adopts it again, and ends the ownership.</summary>
    /// <returns>Its new path.</returns>
    /// <exception cref="IOException">It cannot be renamed; it is nobody's all the same.</exception>
    public string SetAside()
    {
        lock (_one)
        {
            using (_held)
            {
                _table.Dispose();
                var aside = Path.ChangeExtension(_path, "corrupt");
                Move($"{_path}-wal", $"{aside}-wal");
                Move(_path, aside);
                return aside;
            }
        }
    }

    /// <summary>Ends the ownership and leaves the file as it is.</summary>
    public void Dispose()
    {
        lock (_one)
        {
            _table.Dispose();
            _held.Dispose();
        }
    }

    /// <summary>Puts an event that no Redis would take where a human finds it; on disk when this returns.</summary>
    /// <returns>Where.</returns>
    /// <exception cref="IOException">It is not there.</exception>
    public string Reject(IncomingEvent one)
    {
        var path = Path.ChangeExtension(_path, "rejected");
        RejectedEvents.Append(path, one);
        return path;
    }

    private static string LockOf(string path) => Path.ChangeExtension(path, "lock");

    private static void Move(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to);
        }
    }

    private void Measure()
    {
        var (first, last, bytes) = _table.Measure();
        Interlocked.Exchange(ref _first, first);
        Interlocked.Exchange(ref _last, last);
        Interlocked.Exchange(ref _bytes, bytes);
    }
}
