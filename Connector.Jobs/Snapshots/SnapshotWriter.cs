using System.Globalization;
using System.Text.Json;

namespace Connector.Jobs.Snapshots;

/// <summary>A line could not be put on the disk: what it speaks of must not be written.</summary>
public sealed class SnapshotFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Appends lines to one tenant's snapshot files in one directory, for one process. See <see cref="SnapshotLine"/>.</summary>
/// <remarks>
/// Another process may rewrite this one's file to erase somebody. Then the name leads to another file, a shorter one, and what were appended to
/// the old one would be lost: so each line is appended under the lock, and only to a file that is still as long as its name says.
/// </remarks>
/// <param name="directory">The directory; made if it is not there, for this user only.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="process">What this process is called: unique, it is part of the files' names.</param>
/// <param name="fileBytes">After so many bytes a file is full, and another is begun.</param>
/// <param name="mostBytes">With so many bytes in the directory nothing more is appended.</param>
/// <param name="time">The clock of the files' days.</param>
public sealed class SnapshotWriter(string directory, string tenant, string process, long fileBytes, long mostBytes, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private FileStream? _file;
    private string _day = "";
    private int _number;
    private long _others;

    /// <summary>Appends a line; on the disk when this returns.</summary>
    /// <exception cref="SnapshotFailedException">It is not: the directory is full, or the disk failed.</exception>
    public async Task AppendAsync(SnapshotLine line, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, SnapshotJson.Default.SnapshotLine), (byte)'\n'];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            EnsureDirectory();
            using var turn = await SnapshotLock.ToAppendAsync(directory, tenant, cancellationToken);
            var file = Open();
            if (_others + file.Length + bytes.Length > mostBytes)
            {
                throw new SnapshotFailedException(
                    $"The snapshot directory holds {mostBytes} bytes, as much as it may: archive old files or raise Worker:SnapshotMaxBytes.");
            }

            // Not cancelled half-way: a line is there or not. A flush to the disk has no asynchronous form.
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Whatever is there of the line stays a file's last.
            Close();
            throw new SnapshotFailedException($"A snapshot could not be stored in Worker:SnapshotDirectory ({failed.GetType().Name}).", failed);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        _turn.Dispose();
    }

    private FileStream Open()
    {
        var day = time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (_file is not null && _day == day && _file.Length < fileBytes && new FileInfo(_file.Name) is { Exists: true } named && named.Length == _file.Length)
        {
            return _file;
        }

        Close();
        _day = day;
        _others = new DirectoryInfo(directory).EnumerateFiles("*.jsonl").Sum(f => f.Length);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(Path.Combine(directory, $"{tenant}.{day}.{process}.{++_number}.jsonl"), options);
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(
            new SnapshotHeader(SnapshotHeader.Current, tenant, process, time.GetUtcNow()), SnapshotJson.Default.SnapshotHeader));
        _file.Write("\n"u8);
        return _file;
    }

    private void EnsureDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
