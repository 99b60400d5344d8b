using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connector.Jobs.Disk;

/// <summary>
/// A SQLite file of ours: what is committed is on the disk (WAL, synchronous FULL), what is deleted is overwritten, and a file of a newer format
/// is refused. One thread uses it at a time.
/// </summary>
public sealed class Database : IDisposable
{
    private const int Patience = 5000;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(1);

    private readonly string _path;
    private readonly long _format;
    private SqliteConnection _connection;
    private (DateTime Changed, long Length)? _still;

    /// <param name="path">The file.</param>
    /// <param name="format">The newest format that this version knows, kept in <c>user_version</c>.</param>
    /// <param name="readOnly">True to open it for reading.</param>
    public Database(string path, long format, bool readOnly = false)
    {
        (_path, _format) = (path, format);
        _connection = ConnectionTo(path, readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate);
    }

    /// <summary>One that is in memory alone, opened. It ends with its only connection.</summary>
    public static Database InMemory(long format)
    {
        var database = new Database(":memory:", format);
        database._connection.Open();
        database.Execute("PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;");
        return database;
    }

    /// <summary>Whether an exception says that the content is wrong: trying again is no use.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };

    /// <summary>Whether an exception is one of what disks do, and others to files on them.</summary>
    public static bool IsTrouble(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException;

    /// <summary>Opens it, to be written by nobody else where it is <paramref name="alone"/>: then it needs no shared memory.</summary>
    /// <exception cref="SqliteException">The disk is full or broken, or the file damaged.</exception>
    /// <exception cref="NotSupportedException">The file has a newer format.</exception>
    /// <exception cref="IOException">The file system allows no write-ahead log.</exception>
    public void Open(bool alone)
    {
        PrivateFiles.MakeFile(_path);
        _connection.Open();
        if (alone)
        {
            Execute("PRAGMA locking_mode = EXCLUSIVE");
        }

        raw.sqlite3_busy_timeout(_connection.Handle, Patience);
        CheckFormat();
        if (Value("PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new IOException("this file system allows no write-ahead log");
        }

        Execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;");
    }

    /// <summary>
    /// Opens a file that is there, for reading. Readers and writers of a file share another beside it. Where that is missing, since nobody has the file open,
    /// and cannot be made in a directory that may only be read, the file is read as it is: see <see cref="EnsureStill"/>.
    /// </summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    /// <exception cref="NotSupportedException">It has a newer format.</exception>
    public void OpenToRead()
    {
        var state = State();
        _connection.Open();
        try
        {
            Value("SELECT 1 FROM sqlite_schema");
        }
        catch (SqliteException unshared) when (unshared.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && !HasLog())
        {
            _still = state;
            _connection.Dispose();
            _connection = ConnectionTo($"{new Uri(_path)}?immutable=1", SqliteOpenMode.ReadOnly);
            _connection.Open();
            EnsureStill();
        }

        raw.sqlite3_busy_timeout(_connection.Handle, Patience);
        Execute("PRAGMA temp_store = MEMORY");
        CheckFormat();
    }

    /// <summary>To be called after each reading: where the file is read as it is, what was read counts only if nobody has begun to write.</summary>
    /// <exception cref="IOException">Somebody has.</exception>
    public void EnsureStill()
    {
        if (_still is { } still && (HasLog() || State() != still))
        {
            throw new IOException("a worker has begun to write into it. Try again");
        }
    }

    /// <summary>The file's format; 0 if nothing was made in it yet.</summary>
    public long Format => (long)Value("PRAGMA user_version")!;

    /// <summary>Says that the file has the newest format. It is a write: whether the file can be written shows here.</summary>
    public void Seal() => Execute($"PRAGMA user_version = {_format}");

    /// <summary>The first value of the first row; null if there is none.</summary>
    public object? Value(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    /// <summary>Executes statements.</summary>
    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>A statement, to be disposed of.</summary>
    /// <param name="sql">Ours, every word of it.</param>
    /// <param name="parameters">Its parameters.</param>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Has SQLite wait so long for others in what follows, and not seconds.</summary>
    public T Briefly<T>(int milliseconds, Func<T> action)
    {
        raw.sqlite3_busy_timeout(_connection.Handle, milliseconds);
        try
        {
            return action();
        }
        finally
        {
            raw.sqlite3_busy_timeout(_connection.Handle, Patience);
        }
    }

    /// <summary>Executes what may write in one transaction, on the disk when this returns; nobody else writes meanwhile.</summary>
    /// <returns>False if somebody else is writing: nothing is done.</returns>
    /// <exception cref="SqliteException">Nothing of it is done.</exception>
    public bool TryTransact(Action action)
    {
        if (!Briefly(0, TryBegin))
        {
            return false;
        }

        try
        {
            action();
            Execute("COMMIT");
            return true;
        }
        catch
        {
            // After some failures SQLite has rolled back already, and says so: there is nothing else to do about it.
            raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
            throw;
        }
    }

    /// <summary>
    /// The same, once nobody else writes. Looks again every millisecond: SQLite itself would look ever more seldom, and miss the moments that
    /// somebody who writes a lot leaves to others.
    /// </summary>
    /// <exception cref="SqliteException">Nothing of it is done.</exception>
    /// <exception cref="IOException">Somebody else has been writing for seconds.</exception>
    public async Task TransactAsync(Action action, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (!TryTransact(action))
        {
            if (waited.ElapsedMilliseconds > Patience)
            {
                throw new IOException("somebody else has been writing into it for too long");
            }

            await Task.Delay(BetweenTries, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private static SqliteConnection ConnectionTo(string source, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, DefaultTimeout = 1, Mode = mode }.ToString());

    private bool HasLog() => new FileInfo($"{_path}-wal") is { Exists: true, Length: > 0 };

    private (DateTime Changed, long Length) State() => new FileInfo(_path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private bool TryBegin()
    {
        var code = raw.sqlite3_exec(_connection.Handle, "BEGIN IMMEDIATE");
        return code == raw.SQLITE_OK
            || ((code & 0xff) == raw.SQLITE_BUSY ? false : throw new SqliteException(raw.sqlite3_errmsg(_connection.Handle).utf8_to_string(), code & 0xff, code));
    }

    private void CheckFormat()
    {
        if (Format is var format && format > _format)
        {
            throw new NotSupportedException($"it has format {format}, and this version of the connector knows formats up to {_format}");
        }
    }
}
