using System.Collections.Concurrent;
using System.Text.Json;
using Connector.Jobs.Disk;
using Connector.Jobs.Journal;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard.History;

/// <summary>
/// Where the history is: in a file of the directory of <see cref="HistoryOptions"/>, which this process alone uses; or in memory, where there is none or it cannot
/// be used. One thread writes, several read.
/// </summary>
internal sealed class HistoryStore(IOptions<HistoryOptions> options, TimeProvider time, ILogger<HistoryStore> log) : IDisposable
{
    /// <summary>How many runs are kept in memory.</summary>
    public const int RunsInMemory = 20_000;

    private const int MostReaders = 4;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(MostReaders);
    private readonly Lock _memory = new();
    private readonly string _directory = options.Value.IsKept ? Path.GetFullPath(options.Value.Directory) : "";
    private Held? _held;
    private long? _failedAt;
    private volatile Exception? _damage;

    /// <summary>Why the directory is not used; null if it is, or there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>What to be called among the directories that owe erasures, and what to be told from copies by; null while the history is in memory.</summary>
    public (string Id, JournalMark Mark)? Identity { get; private set; }

    /// <summary>Opens it, if it is not open, and the file as soon as that can be used.</summary>
    public async Task<HistoryTable> OpenAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _damage, null) is { } damage)
        {
            Fail(damage);
        }

        if (_held is { Path: not null } open)
        {
            if (File.Exists(open.Path))
            {
                return open.Writer;
            }

            Close();
        }

        if (options.Value.IsKept && (_failedAt is not { } failed || time.GetElapsedTime(failed) >= TryAgainAfter))
        {
            await TryOpenFileAsync(cancellationToken);
        }

        return (_held ??= new Held(HistoryTable.InMemory(), null, null)).Writer;
    }

    /// <summary>Whether an exception says that what is stored is not what we stored.</summary>
    public static bool IsDamage(Exception trouble) => Database.IsDamage(trouble) || trouble is JsonException or InvalidDataException or FormatException;

    /// <summary>Whether an exception is one of what happens to files.</summary>
    public static bool IsTrouble(Exception trouble) => IsDamage(trouble) || Database.IsTrouble(trouble) || trouble is JournalFailedException;

    /// <summary>Reads. Nothing is there before it was opened first. After trouble the next opening looks after it: reading again may help.</summary>
    public async Task<T?> ReadAsync<T>(Func<HistoryTable, T> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return _held switch
            {
                null => default,
                { Path: null } memory => ReadMemory(memory.Writer, read),
                var file => file.Read(read),
            };
        }
        catch (Exception trouble) when (IsDamage(trouble))
        {
            _damage = trouble;
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Writes all of it or nothing.</summary>
    public void Write(HistoryTable table, Action write)
    {
        if (!table.IsInMemory)
        {
            table.Transact(write);
            return;
        }

        lock (_memory)
        {
            table.Transact(write);
        }
    }

    /// <summary>Gives up what failed: the file is opened again later, and until then the history is in memory. A file that is damaged is deleted.</summary>
    public void Fail(Exception trouble)
    {
        var path = _held?.Path;
        Close();
        try
        {
            if (path is not null && IsDamage(trouble))
            {
                DeleteDamaged(path);
                return;
            }
        }
        catch (Exception undeleted) when (Database.IsTrouble(undeleted))
        {
            trouble = undeleted;
        }

        Tell(trouble);
    }

    /// <summary>Closes it; what was in memory is gone.</summary>
    public void Close()
    {
        var held = _held;
        (_held, Identity) = (null, null);
        lock (_memory)
        {
            held?.Dispose();
        }
    }

    public void Dispose()
    {
        Close();
        _reading.Dispose();
    }

    private async Task TryOpenFileAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_directory, "history.db");
        FileLock? alone = null;
        try
        {
            RequireLocal(PrivateFiles.MakeDirectory(_directory));
            alone = FileLock.TryTake(Path.Combine(_directory, "history.lock"))
                ?? throw new IOException("another dashboard is using it. Give each a directory of its own");
            var id = await JournalIdentity.OfAsync(_directory, cancellationToken);
            var table = OpenOrMakeAnew(path);
            Close();
            (_held, _failedAt, Problem) = (new Held(table, path, alone), null, null);
            Identity = ($"{JournalDirectory.History}{id}", new JournalMark(_directory, time));
            log.HistoryOpened(_directory);
        }
        catch (Exception trouble) when (IsTrouble(trouble))
        {
            alone?.Dispose();
            Tell(trouble);
        }
    }

    private HistoryTable OpenOrMakeAnew(string path)
    {
        try
        {
            return HistoryTable.Open(path);
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            DeleteDamaged(path);
            return HistoryTable.Open(path);
        }
    }

    private void DeleteDamaged(string path)
    {
        // The log first: without its file it would be taken for that of the next one.
        foreach (var file in new[] { $"{path}-wal", $"{path}-shm", path })
        {
            File.Delete(file);
        }

        log.HistoryDamaged(path);
    }

    private static void RequireLocal(string directory)
    {
        if (new DriveInfo(directory).DriveType == DriveType.Network)
        {
            throw new IOException("it is on a network file system. Name a directory on a local disk");
        }
    }

    private T ReadMemory<T>(HistoryTable table, Func<HistoryTable, T> read)
    {
        lock (_memory)
        {
            return read(table);
        }
    }

    private void Tell(Exception trouble)
    {
        _failedAt = time.GetTimestamp();
        var problem = $"{trouble.Message.TrimEnd('.')}.";
        if (Problem != problem)
        {
            Problem = problem;
            log.HistoryUnusable(_directory, problem);
        }
    }

    private sealed class Held(HistoryTable writer, string? path, FileLock? alone) : IDisposable
    {
        private readonly ConcurrentBag<HistoryTable> _readers = [];
        private volatile bool _isClosed;

        public HistoryTable Writer => writer;

        public string? Path => path;

        public T Read<T>(Func<HistoryTable, T> read)
        {
            if (!_readers.TryTake(out var reader))
            {
                reader = HistoryTable.OpenToRead(path!);
            }

            try
            {
                var answer = read(reader);
                _readers.Add(reader);
                reader = null;
                return answer;
            }
            finally
            {
                reader?.Dispose();
                DisposeReadersIfClosed();
            }
        }

        public void Dispose()
        {
            _isClosed = true;
            DisposeReadersIfClosed();
            writer.Dispose();
            alone?.Dispose();
        }

        private void DisposeReadersIfClosed()
        {
            while (_isClosed && _readers.TryTake(out var reader))
            {
                reader.Dispose();
            }
        }
    }
}
