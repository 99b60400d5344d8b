using Connector.Jobs.Accounts;
using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>
/// Takes an entity's entries out of all journals of a directory, whoever writes them: in short transactions, between which their writers get
/// their turn. Interrupted, it is begun anew.
/// </summary>
public static class JournalErasing
{
    private const int Part = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    // Longer than whoever waits to write takes to look again.
    private static readonly TimeSpan TurnOfOthers = TimeSpan.FromMilliseconds(3);

    /// <summary>Erases; when this returns nothing of it is in the files or their logs.</summary>
    /// <param name="directory">The directory; nothing is erased if it is not there.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entity">Whose entries.</param>
    /// <param name="cancellationToken">Ends it between two parts.</param>
    /// <returns>How many entries this call erased.</returns>
    /// <exception cref="JournalFailedException">Some may be there still.</exception>
    public static async Task<int> EraseAsync(string directory, string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var erased = 0;
        foreach (var path in JournalFiles.In(directory))
        {
            try
            {
                erased += await EraseFromAsync(path, TenantName.Check(tenant), entity.ToString(), cancellationToken);
            }
            catch (Exception failed) when (JournalFailedException.Is(failed))
            {
                throw JournalFailedException.Of("could not be erased from", path, failed);
            }
        }

        return erased;
    }

    /// <summary>For erasing what was erased elsewhere, which one process of a directory does for all; null while another does.</summary>
    /// <exception cref="JournalFailedException">The directory cannot be written.</exception>
    public static IDisposable? TryTakeTurn(string directory)
    {
        try
        {
            return FileLock.TryTake(Path.Combine(directory, "turn.lock"));
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be written", directory, failed);
        }
    }

    private static async Task<int> EraseFromAsync(string path, string tenant, string entity, CancellationToken cancellationToken)
    {
        using var table = new JournalTable(path);
        table.Open();
        var erased = 0;
        while (table.Has(tenant, entity))
        {
            erased += await table.EraseAsync(tenant, entity, Part, cancellationToken);
            await Task.Delay(TurnOfOthers, cancellationToken);
        }

        // Also where nothing was found: an erasing that was interrupted may have left its log.
        for (var waited = TimeSpan.Zero; !table.Checkpoint(); waited += BetweenTries)
        {
            if (waited > Patience)
            {
                throw new IOException("somebody has been reading it for too long");
            }

            await Task.Delay(BetweenTries, cancellationToken);
        }

        await Task.Delay(TurnOfOthers, cancellationToken);
        return erased;
    }
}
