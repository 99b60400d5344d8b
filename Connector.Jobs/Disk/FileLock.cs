namespace Connector.Jobs.Disk;

/// <summary>
/// Says that a process owns something in a directory: an open file that nobody else can open. The operating system closes it when the
/// process ends, however it ends; a file left behind locks nothing.
/// </summary>
public sealed class FileLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Null if somebody holds it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made or opened.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException exception) when (Array.IndexOf(Held, exception.HResult) >= 0)
        {
            return null;
        }
    }

    /// <summary>Waits for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">For so long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if somebody has held it for all that time.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made or opened.</exception>
    public static async Task<FileLock?> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += BetweenTries)
        {
            if (TryTake(path) is { } held)
            {
                return held;
            }

            if (waited >= patience)
            {
                return null;
            }

            await Task.Delay(BetweenTries, cancellationToken);
        }
    }

    /// <summary>Gives it up and removes its file.</summary>
    public void Dispose() => _file.Dispose();
}
