namespace Connector.Ingress.Spooling;

/// <summary>
/// Says that a process owns a file of the spool: an open file that nobody else can open. The operating system closes it when the
/// process ends, however it ends; a file left behind locks nothing.
/// </summary>
internal sealed class SpoolLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private SpoolLock(FileStream file) => _file = file;

    /// <summary>Null if somebody holds it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made or opened.</exception>
    public static SpoolLock? TryTake(string path)
    {
        try
        {
            return new SpoolLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException exception) when (Array.IndexOf(Held, exception.HResult) >= 0)
        {
            return null;
        }
    }

    /// <summary>Gives it up and removes its file.</summary>
    public void Dispose() => _file.Dispose();
}
