using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Connector.ServiceDefaults.Parents;

/// <summary>
/// When a process started, as a number that is the same whichever process asks and whenever: with the process id it names one process
/// permanently. On Linux those are the kernel's ticks since the machine started. The time of day will not do there: each process works it
/// out from the clock of its own moment, so that after a correction of the clock two processes disagree about a third.
/// </summary>
internal static class ProcessStart
{
    // Places after the name in parentheses, which may hold anything (proc_pid_stat(5)).
    private const int State = 0;
    private const int StartTime = 19;

    /// <summary>When the process started.</summary>
    /// <returns>Null if there is no such process, or only what its own parent has not cleared away.</returns>
    public static long? Of(int processId) => OperatingSystem.IsLinux() ? OfLinux(processId) : OfOthers(processId);

    private static long? OfLinux(int processId)
    {
        var directory = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}";
        string[] fields;
        try
        {
            fields = File.ReadAllText($"{directory}/stat").Split(") ")[^1].Split(' ');
        }
        catch (IOException) when (!Directory.Exists(directory))
        {
            return null;
        }

        return fields[State] is "Z" or "X" ? null : long.Parse(fields[StartTime], CultureInfo.InvariantCulture);
    }

    private static long? OfOthers(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
