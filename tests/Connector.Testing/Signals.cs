using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Connector.Testing;

/// <summary>What a person does with <c>kill</c>, for tests that break processes.</summary>
public static partial class Signals
{
    // The same on x86-64 and arm64 (signal(7)).
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    /// <summary>Asks the process to end.</summary>
    public static void Terminate(int processId) => Send(processId, Sigterm);

    /// <summary>Freezes the process: its sockets stay open and nobody answers.</summary>
    public static void Pause(int processId) => Send(processId, Sigstop);

    /// <summary>Lets a frozen process go on.</summary>
    public static void Resume(int processId) => Send(processId, Sigcont);

    /// <summary>Ends the process at once, without any chance to clean up, and waits until it is gone.</summary>
    public static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
