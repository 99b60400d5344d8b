using System.ComponentModel;
using System.Diagnostics;

namespace Connector.Testing.Disks;

/// <summary>
/// A directory as its disk would be: small, or one that may only be read, which root's rights do not get around. Whoever disposes of it takes it away, and
/// what is on a small one.
/// </summary>
public sealed class Mount : IDisposable
{
    private readonly string _path;

    private Mount(string path) => _path = path;

    /// <summary>A file system of its own that is full soon; null where mounting is not ours to do.</summary>
    /// <param name="path">An empty directory.</param>
    /// <param name="megabytes">Its size.</param>
    public static Mount? TrySmall(string path, int megabytes) => Try(path, "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "connector", path);

    /// <summary>The directory as it is, for reading only to whoever opens something in it from now on; null where mounting is not ours to do.</summary>
    /// <param name="path">A directory.</param>
    public static Mount? TryReadOnly(string path) => Try(path, "--bind", "-o", "ro", path, path);

    /// <inheritdoc />
    public void Dispose() => Run("umount", "--lazy", _path);

    private static Mount? Try(string path, params string[] arguments) =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", arguments) ? new Mount(path) : null;

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
