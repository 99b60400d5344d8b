using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Connector.LocalProcesses;

/// <summary>
/// Children in a session of their own. A terminal's Ctrl+C then reaches this process alone, which ends its children in order,
/// and a child can be killed together with whatever it has started.
/// </summary>
internal static partial class ProcessGroup
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private static readonly string? SetSid = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':')
        .Select(directory => Path.Combine(directory, "setsid"))
        .FirstOrDefault(File.Exists);

    /// <summary>The same command behind <c>setsid</c> (util-linux, busybox), which becomes it, keeping the process id; unchanged where there is no setsid.</summary>
    public static ProcessStartInfo OfItsOwn(ProcessStartInfo command)
    {
        if (SetSid is not null)
        {
            command.ArgumentList.Insert(0, command.FileName);
            command.FileName = SetSid;
        }

        return command;
    }

    public static void Signal(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>Kills what is left of the group that <paramref name="processId"/> led.</summary>
    public static void KillAll(int processId)
    {
        if (SetSid is not null)
        {
            _ = SendSignal(-processId, Kill);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
