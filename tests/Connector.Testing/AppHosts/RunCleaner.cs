using System.Diagnostics;

namespace Connector.Testing.AppHosts;

/// <summary>
/// Leaves nothing of a run: a shell waits for its end, or until the test process is gone, and then kills whatever inherited the run's variable or works
/// in its directory, again and again until nothing does, and removes that directory. Redis writes its title over its variables.
/// </summary>
internal sealed class RunCleaner(string variable, string directory) : IAsyncDisposable
{
    private const string Script = """
        # Whoever interrupts the tests interrupts this too.
        trap '' HUP INT TERM
        read -r done
        # Not its exit code: a process that ends meanwhile is an error.
        while found=$(grep -lsFz "$1" /proc/[0-9]*/environ; find /proc/[0-9]*/cwd -lname "$2/*" 2>/dev/null); [ -n "$found" ]; do
            for file in $found; do
                id=${file#/proc/}
                kill -9 "${id%/*}" 2>/dev/null
            done
            sleep 0.1
        done
        rm -rf "$2"
        """;

    private readonly Process _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "cleaner", variable, directory])
    {
        RedirectStandardInput = true,
    })!;

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
