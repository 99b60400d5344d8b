using System.Globalization;

namespace Connector.AppHost.Running;

/// <summary>Who listens on a port, as far as Linux lets this user see it.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary><c>: name, process 123</c>, or nothing where it cannot be told.</summary>
    public static string Of(int port)
    {
        try
        {
            var sockets = Tables.Where(File.Exists).SelectMany(table => Sockets(table, port)).ToHashSet();
            return sockets.Count == 0 ? "" : Directory.EnumerateDirectories("/proc")
                .Where(process => int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out _) && Holds(process, sockets))
                .Select(process => $": {File.ReadAllText(Path.Combine(process, "comm")).Trim()}, process {Path.GetFileName(process)}")
                .FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // Columns of proc(5): local address and port in hex, state, and the socket's inode.
    private static IEnumerable<string> Sockets(string table, int port) => File.ReadLines(table)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(columns => columns.Length > 9 && columns[3] == Listening
            && columns[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal))
        .Select(columns => $"socket:[{columns[9]}]");

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that has ended since.
            return false;
        }
    }
}
