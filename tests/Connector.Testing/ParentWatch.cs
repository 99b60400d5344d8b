using System.Diagnostics;
using System.Globalization;

namespace Connector.Testing;

/// <summary>
/// Ends a started process and removes its directory if the test process dies without disposing anything: a shell reads a pipe that
/// only the test process holds open, and acts at its end.
/// </summary>
public sealed class ParentWatch : IDisposable
{
    private readonly Process _shell;

    /// <summary>Begins to watch.</summary>
    /// <param name="processId">What to end with SIGKILL.</param>
    /// <param name="directory">What to remove then.</param>
    public ParentWatch(int processId, string directory) => _shell = Process.Start(new ProcessStartInfo(
        "/bin/sh",
        ["-c", "read -r done || { kill -9 \"$1\"; rm -rf \"$2\"; }", "watch", processId.ToString(CultureInfo.InvariantCulture), directory])
    {
        RedirectStandardInput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Stands down.</summary>
    public void Dispose()
    {
        try
        {
            _shell.StandardInput.WriteLine();
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody ended the shell: nothing to stand down.
        }

        _shell.Dispose();
    }
}
