using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>
/// Takes entries that are too old out of all journals of a directory, whoever writes them, and deletes the files that hold none any more: in short
/// transactions, between which their writers get their turn. Interrupted, it is begun anew.
/// </summary>
public static class JournalRetention
{
    private const int Page = 1000;
    private const int Part = 200;

    private static readonly TimeSpan TurnOfOthers = TimeSpan.FromMilliseconds(3);

    /// <summary>Deletes; does nothing while another process of the directory is at it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="writer">This process' journal in it: given up if it is empty, so that its file can go.</param>
    /// <param name="before">Entries from before this time.</param>
    /// <param name="cancellationToken">Ends it between two parts.</param>
    /// <returns>How many entries were deleted, and how many files.</returns>
    /// <exception cref="JournalFailedException">Some are there still.</exception>
    public static async Task<(int Entries, int Files)> RunAsync(string directory, JournalWriter writer, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (path, entries, files) = (directory, 0, 0);
        try
        {
            using var turn = FileLock.TryTake(Path.Combine(PrivateFiles.MakeDirectory(directory), "retention.lock"));
            foreach (var journal in turn is null ? [] : JournalFiles.In(directory))
            {
                path = journal;
                entries += await DeleteOldAsync(journal, before.ToUnixTimeMilliseconds(), cancellationToken);
                await writer.GiveUpIfEmptyAsync(journal, cancellationToken);
                files += JournalFiles.DeleteIfEmpty(directory, journal) ? 1 : 0;
            }

            return (entries, files);
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("could not be deleted from", path, failed);
        }
    }

    /// <summary>There is no index by time: a look at all entries now and then costs less than one more thing to write with each.</summary>
    private static async Task<int> DeleteOldAsync(string path, long before, CancellationToken cancellationToken)
    {
        using var table = new JournalTable(path);
        table.Open();
        var (deleted, page, last) = (0, (IReadOnlyList<(string Tenant, JournalPlace Place)>)[], ("", JournalPlace.Start));
        do
        {
            page = table.ReadPlaces(last, Page);
            foreach (var part in page.Where(one => one.Place.At < before).Chunk(Part))
            {
                deleted += await table.DeleteAsync(part, cancellationToken);
                await Task.Delay(TurnOfOthers, cancellationToken);
            }

            last = page.Count > 0 ? page[^1] : last;
            await Task.Delay(TurnOfOthers, cancellationToken);
        }
        while (page.Count == Page);

        // If a reader keeps the log from being emptied now, it is by the next erasing, the next run, or the last who closes the file.
        if (deleted > 0)
        {
            table.Checkpoint();
        }

        return deleted;
    }
}
