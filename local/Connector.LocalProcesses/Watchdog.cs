using System.Diagnostics;

namespace Connector.LocalProcesses;

/// <summary>
/// A shell that ends a child should this process be killed. It waits for a word on its standard input, and when that closes
/// without one, it kills the child's group. A pipe is closed by the kernel however a process ends, and <c>/bin/sh</c> is wherever
/// .NET is; PR_SET_PDEATHSIG would have to be set by the child itself.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Process _shell;

    public Watchdog(int child)
    {
        var script = $"exec >/dev/null 2>&1; trap '' INT TERM HUP QUIT; read -r farewell || kill -s KILL -- -{child} || kill -s KILL {child}";
        var start = ProcessGroup.OfItsOwn(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true });
        _shell = Process.Start(start)!;
    }

    /// <summary>Sends it away: the child has ended.</summary>
    public void Dispose()
    {
        using (_shell)
        {
            if (!_shell.HasExited)
            {
                _shell.StandardInput.WriteLine("farewell");
                _shell.StandardInput.Close();
            }
        }
    }
}
