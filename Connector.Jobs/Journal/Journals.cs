using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>The journals of all directories that count, for who reads them.</summary>
public sealed class Journals(JournalDirectories directories, JournalQuestions questions)
{
    /// <summary>Adds those of the others to those of one's own directory, or fails: half of what there is would pass for all.</summary>
    /// <param name="own">The id of one's own.</param>
    /// <param name="open">Opens its journals.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalFailedException">A directory's workers are gone; or, while it is read, one does not answer.</exception>
    public async Task<IJournalSource> WithOthersAsync(string own, Func<CancellationToken, Task<JournalReading>> open, CancellationToken cancellationToken)
    {
        var others = await OthersAsync(own, cancellationToken);
        if (others.Count == 0)
        {
            // The ordinary case: all workers share a directory.
            return await open(cancellationToken);
        }

        return others.Where(other => !other.IsLive).Select(other => other.Silence).ToList() is { Count: > 0 } silent
            ? throw new JournalFailedException(string.Join(' ', silent))
            : new AllJournals([await open(cancellationToken), .. others.Select(other => new OtherJournal(other, questions))]);
    }

    /// <summary>Adds to those of one's own directory, if there is one, those of the others as far as they answer.</summary>
    /// <param name="own">The id of one's own, if there is one.</param>
    /// <param name="reading">Its journals.</param>
    /// <param name="missing">Gets what is missing, and what to do, until all is read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if there are none at all.</returns>
    public async Task<IJournalSource?> AsFarAsTheyAnswerAsync(
        string? own, IJournalSource? reading, ICollection<string> missing, CancellationToken cancellationToken)
    {
        var others = await OthersAsync(own, cancellationToken);
        foreach (var gone in others.Where(other => !other.IsLive))
        {
            missing.Add(gone.Silence);
        }

        var answering = others.Where(other => other.IsLive).Select(other => new Tolerant(new OtherJournal(other, questions), missing)).ToList<IJournalSource>();
        return reading is null && answering.Count == 0 ? null
            : answering.Count == 0 ? reading
            : new AllJournals(reading is null ? answering : [reading, .. answering]);
    }

    private async Task<IReadOnlyList<JournalDirectory>> OthersAsync(string? own, CancellationToken cancellationToken) =>
        [.. (await directories.ListAsync(cancellationToken)).Where(directory => directory is { Counts: true, IsHistory: false } && directory.Id != own)];

    /// <summary>Ends where it fails, and says why.</summary>
    private sealed class Tolerant(OtherJournal journal, ICollection<string> missing) : IJournalSource
    {
        public IAsyncEnumerable<JournalEntry> OfAsync(string tenant, IReadOnlyList<EntityKey> entities, CancellationToken cancellationToken) =>
            UntilItFailsAsync(journal.OfAsync(tenant, entities, cancellationToken), cancellationToken);

        public IAsyncEnumerable<EntityKey> EntitiesAsync(string tenant, string after, UndoSelection selection, CancellationToken cancellationToken) =>
            UntilItFailsAsync(journal.EntitiesAsync(tenant, after, selection, cancellationToken), cancellationToken);

        public void Dispose() => journal.Dispose();

        private async IAsyncEnumerable<T> UntilItFailsAsync<T>(IAsyncEnumerable<T> all, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var each = all.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await each.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (JournalFailedException failed)
                {
                    missing.Add(failed.Message);
                    yield break;
                }

                yield return each.Current;
            }
        }
    }
}
