using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>How the files of a directory of journals are called.</summary>
internal static class JournalFiles
{
    private const string Extension = ".journal.db";

    /// <summary>All journals, oldest first; none if the directory is not there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> In(string directory) => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, $"*{Extension}").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The files of the versions before, JSON lines: of one tenant, or of all.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> OldIn(string directory, string tenant = "*") => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, $"{tenant}.*.jsonl").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A journal for this process, opened: one that nobody holds and that has room, or a new one.</summary>
    /// <param name="directory">The directory; made if it is not there.</param>
    /// <param name="mostOfOne">With so many bytes a journal has no room.</param>
    /// <returns>The journal, and what says that it is held.</returns>
    /// <exception cref="JournalFailedException">It cannot be opened or written.</exception>
    public static (JournalTable Table, FileLock Held) Take(string directory, long mostOfOne)
    {
        var path = directory;
        FileLock? held = null;
        JournalTable? table = null;
        try
        {
            directory = PrivateFiles.MakeDirectory(directory);
            RequireLocal(new DriveInfo(directory).DriveType);
            foreach (var left in In(directory).Where(left => LengthOf(left) < mostOfOne))
            {
                path = left;
                if ((held = FileLock.TryTake(LockOf(left))) is not null)
                {
                    break;
                }
            }

            if (held is null)
            {
                path = Path.Combine(directory, $"{Guid.CreateVersion7():N}{Extension}");
                held = FileLock.TryTake(LockOf(path)) ?? throw new IOException("it is locked although it is new");
            }

            table = new JournalTable(path);
            table.Open();
            table.Touch();
            return (table, held);
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            table?.Dispose();
            held?.Dispose();
            throw JournalFailedException.Of("cannot be opened or written", path, failed);
        }
    }

    /// <summary>Refuses a file system that other machines see as well: what the processes of one machine share of a journal does not reach further.</summary>
    /// <exception cref="IOException">It is one.</exception>
    internal static void RequireLocal(DriveType type)
    {
        if (type == DriveType.Network)
        {
            throw new IOException("it is on a network file system, where processes of several machines would damage it. Name a directory on a local disk, on each machine its own");
        }
    }

    /// <summary>Deletes a journal that nobody holds and that has no entries.</summary>
    /// <returns>Whether it did.</returns>
    /// <exception cref="Exception">See <see cref="JournalFailedException.Is"/>.</exception>
    public static bool DeleteIfEmpty(string directory, string path)
    {
        using var held = FileLock.TryTake(LockOf(path));

        // What of files of the versions before is taken over stands in the journals: until those are gone, it is needed.
        if (held is null || !File.Exists(path) || OldIn(directory).Count > 0)
        {
            return false;
        }

        using (var table = new JournalTable(path))
        {
            table.Open();
            if (!table.IsEmpty || !table.Checkpoint())
            {
                return false;
            }
        }

        // The log first, which is empty: a log without its file would be taken for that of the next one of that name.
        File.Delete($"{path}-wal");
        File.Delete($"{path}-shm");
        File.Delete(path);
        return true;
    }

    /// <returns>The bytes of a journal; 0 if it was deleted meanwhile.</returns>
    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string LockOf(string path) => Path.ChangeExtension(path, "lock");
}
