namespace Connector.Jobs.Snapshots;

/// <summary>
/// Keeps whoever rewrites a tenant's snapshot files from whoever appends to them, in all processes on all machines that see the directory: many
/// may append at a time, and one alone rewrites. The lock is one on a file, which the system takes back when its process dies; it
/// needs a file system that honours such locks.
/// </summary>
internal static class SnapshotLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    /// <summary>For one line: not while the files are rewritten.</summary>
    /// <exception cref="IOException">Somebody has been rewriting for half a minute.</exception>
    public static Task<FileStream> ToAppendAsync(string directory, string tenant, CancellationToken cancellationToken) =>
        TakeAsync(directory, tenant, FileAccess.Read, FileShare.Read, cancellationToken);

    /// <summary>To rewrite: not while a line is appended.</summary>
    /// <exception cref="IOException">Somebody else has been rewriting for half a minute.</exception>
    public static Task<FileStream> ToRewriteAsync(string directory, string tenant, CancellationToken cancellationToken) =>
        TakeAsync(directory, tenant, FileAccess.ReadWrite, FileShare.None, cancellationToken);

    private static async Task<FileStream> TakeAsync(
        string directory, string tenant, FileAccess access, FileShare share, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (var waited = TimeSpan.Zero; ; waited += BetweenTries)
        {
            try
            {
                return new FileStream(Path.Combine(directory, $"{tenant}.lock"), options);
            }
            catch (IOException taken) when (waited < Patience && taken is not (DirectoryNotFoundException or PathTooLongException))
            {
                await Task.Delay(BetweenTries, cancellationToken);
            }
        }
    }
}
