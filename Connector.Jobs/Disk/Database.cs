using Microsoft.Data.Sqlite;

namespace Connector.Jobs.Disk;

/// <summary>
/// A SQLite file of ours: what is committed is on the disk (WAL, synchronous FULL), what is deleted is overwritten, and a file of a newer format
/// is refused. One thread uses it at a time.
/// </summary>
public sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly long _format;

    /// <param name="path">The file.</param>
    /// <param name="format">The newest format that this version knows, kept in <c>user_version</c>.</param>
    /// <param name="readOnly">True to open it for reading.</param>
    public Database(string path, long format, bool readOnly = false)
    {
        (_path, _format) = (path, format);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 1,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        }.ToString());
    }

    /// <summary>Whether an exception says that the content is wrong: trying again is no use.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB };

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

        // SQLite's own way of waiting looks again after a millisecond; the client's, after the time-out, would sleep for 150.
        Execute("PRAGMA busy_timeout = 5000");
        CheckFormat();
        if (Value("PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new IOException("this file system allows no write-ahead log");
        }

        Execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;");
    }

    /// <summary>Opens a file that is there, for reading.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    /// <exception cref="NotSupportedException">It has a newer format.</exception>
    public void OpenToRead()
    {
        _connection.Open();
        Execute("PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY;");
        CheckFormat();
    }

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

    /// <summary>Begins a transaction that may write: nobody else does until it ends.</summary>
    public SqliteTransaction Begin() => _connection.BeginTransaction();

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private void CheckFormat()
    {
        if ((long)Value("PRAGMA user_version")! is var format && format > _format)
        {
            throw new NotSupportedException($"it has format {format}, and this version of the connector knows formats up to {_format}");
        }
    }
}
