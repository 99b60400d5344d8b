using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>
/// What a directory of journals is called among those of other machines: a UUIDv7 in its file <c>directory.id</c>, made once. It goes with the disk, so
/// whoever starts with the directory later is who its workers were.
/// </summary>
public static class JournalIdentity
{
    private const string Name = "directory.id";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>The identity; null where there is none yet.</returns>
    /// <exception cref="JournalFailedException">It cannot be read.</exception>
    public static string? Find(string directory)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            return !File.Exists(path) ? null
                : Guid.TryParseExact(File.ReadAllText(path).Trim(), "N", out var id) ? $"{id:N}"
                : throw new IOException("it holds no identity. If it was not changed by hand, the disk is damaged: the file may be deleted, and then connector journals lists the directory anew");
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be distinguished from others", path, failed);
        }
    }

    /// <summary>Makes the directory and its identity where they are missing; on the disk when this returns.</summary>
    /// <exception cref="JournalFailedException">They cannot be read or made.</exception>
    public static async Task<string> OfAsync(string directory, CancellationToken cancellationToken)
    {
        if (Find(directory) is { } known)
        {
            return known;
        }

        try
        {
            directory = PrivateFiles.MakeDirectory(directory);
            using var turn = await FileLock.TakeAsync(Path.Combine(directory, "directory.lock"), Patience, cancellationToken)
                ?? throw new IOException("another process has been making its identity for too long");
            return Find(directory) ?? Make(Path.Combine(directory, Name));
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be distinguished from others", directory, failed);
        }
    }

    private static string Make(string path)
    {
        var id = $"{Guid.CreateVersion7():N}";
        PrivateFiles.Replace(path, id);
        return id;
    }
}
