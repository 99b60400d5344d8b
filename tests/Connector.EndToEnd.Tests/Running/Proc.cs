using System.Globalization;

namespace Connector.EndToEnd.Tests.Running;

/// <summary>What Linux tells about processes; empty on other systems, and for a process that is gone.</summary>
internal static class Proc
{
    public static IEnumerable<int> All => !OperatingSystem.IsLinux() ? [] : Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    public static string CommandLineOf(int processId) => Read(processId, "cmdline").Replace('\0', ' ').TrimEnd();

    /// <summary>The environment it was started with, <c>NAME=value</c> each.</summary>
    public static string[] EnvironmentOf(int processId) => Read(processId, "environ").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    public static string WorkingDirectoryOf(int processId)
    {
        try
        {
            return new FileInfo($"/proc/{processId}/cwd").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Read(int processId, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
