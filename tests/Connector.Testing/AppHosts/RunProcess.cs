using System.Diagnostics;
using System.Globalization;

namespace Connector.Testing.AppHosts;

/// <summary>A process of a run, as Linux tells it.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Program">The path it was started by; of a script or <c>dotnet</c>, the interpreter's.</param>
/// <param name="CommandLine">The whole of it.</param>
public sealed record RunProcess(int Id, string Program, string CommandLine)
{
    /// <summary>The program's name without its directory.</summary>
    public string Name => Path.GetFileName(Program);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(Id);
        process.Kill();
    }

    /// <summary>All that inherited a variable; what has ended and was not cleared away is none.</summary>
    internal static IReadOnlyList<RunProcess> With(string variable) =>
    [
        .. from directory in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
           where id > 0 && Read(directory, "environ").Contains(variable)
           let command = Read(directory, "cmdline")
           where command.Length > 0
           select new RunProcess(id, command[0], string.Join(' ', command).TrimEnd()),
    ];

    private static string[] Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file)) is { Length: > 0 } text ? text.Split('\0') : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
