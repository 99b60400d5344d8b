using System.Runtime.CompilerServices;
using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>Whether there is room where spool, journal and Redis' data lie, if that is on this machine.</summary>
internal sealed class DiskCheck : ICheck
{
    private const long Little = 5L << 30;
    private const long TooLittle = 1L << 30;

    public string Name => "disk";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (input.DataDirectory is not { } directory)
        {
            yield return Finding.Skipped("not looked at", "--data DIRECTORY names where the connector's data lie on this machine.");
            yield break;
        }

        if (!Directory.Exists(directory))
        {
            yield return Finding.Bad(
                $"There is no directory {directory}.",
                "Correct --data: it is the AppHost's DataDirectory, or where the volume of spool and journal is mounted.");
            yield break;
        }

        var free = new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
        var text = $"{free >> 20:N0} MB are free where {directory} lies";
        yield return free < TooLittle ? Finding.Bad(
            $"Only {text}.", "Make room: events that Redis does not take, and what fields held before our writes, go there.")
            : free < Little ? Finding.Doubtful($"Only {text}.", "Make room before it is full.")
            : Finding.Good(text);
    }
}
