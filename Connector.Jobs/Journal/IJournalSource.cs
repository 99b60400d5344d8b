using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>Where entries are read from: the journals of one directory, or those of several as if they were one. Memory holds no more than a page of each.</summary>
public interface IJournalSource : IDisposable
{
    /// <summary>What was written to some entities: one after the other, of each the oldest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entities">The entities, in the order of their spelling.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="JournalFailedException">A journal cannot be read, or does not answer.</exception>
    IAsyncEnumerable<JournalEntry> OfAsync(string tenant, IReadOnlyList<EntityKey> entities, CancellationToken cancellationToken);

    /// <summary>The entities that were written to, in the order of their spelling.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">Those after this spelling; empty for all.</param>
    /// <param name="selection">Which of the writes count; none given, all do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="JournalFailedException">A journal cannot be read, or does not answer.</exception>
    IAsyncEnumerable<EntityKey> EntitiesAsync(string tenant, string after, UndoSelection selection, CancellationToken cancellationToken);
}
