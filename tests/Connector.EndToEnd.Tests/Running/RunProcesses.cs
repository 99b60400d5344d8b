using System.Diagnostics;
using Connector.Testing;

namespace Connector.EndToEnd.Tests.Running;

/// <summary>
/// All processes of this run, whoever started them and whoever their parent is by now: the orchestrator, what it starts, and what that
/// starts. They are known by a variable that each inherits from the test host; Redis, which writes its title over its environment, by
/// the directory it works in.
/// </summary>
internal sealed class RunProcesses
{
    private const string Variable = "CONNECTOR_E2E_RUN";
    private readonly string _directory;
    private readonly string _mark;

    /// <summary>Marks all that is started from now on.</summary>
    /// <param name="directory">This run's own.</param>
    public RunProcesses(DirectoryInfo directory)
    {
        _directory = directory.FullName;
        Environment.SetEnvironmentVariable(Variable, directory.Name);
        _mark = $"{Variable}={directory.Name}";
    }

    /// <summary>Those that live; none on systems other than Linux, where they cannot be told.</summary>
    public IReadOnlyList<(int Id, string CommandLine)> Living =>
        [.. Proc.All.Where(IsOurs).Select(id => (id, Proc.CommandLineOf(id)))];

    /// <summary>Waits until none lives.</summary>
    /// <exception cref="InvalidOperationException">Some did not end by themselves; they are ended now.</exception>
    public async Task GoneAsync(TimeSpan patience)
    {
        try
        {
            await Eventually.TrueAsync(() => Living.Count == 0, patience);
        }
        catch (TimeoutException)
        {
            var left = Living;
            foreach (var (id, _) in left)
            {
                Kill(id);
            }

            throw new InvalidOperationException(
                $"{left.Count} processes outlived the run by {patience.TotalSeconds} s: {string.Join("; ", left.Select(process => $"{process.Id} {process.CommandLine}"))}");
        }
    }

    private bool IsOurs(int processId) =>
        Proc.EnvironmentOf(processId).Contains(_mark) || Proc.WorkingDirectoryOf(processId).StartsWith(_directory, StringComparison.Ordinal);

    private static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended after all.
        }
    }
}
