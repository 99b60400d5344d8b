using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>The journals of several directories as one.</summary>
/// <param name="sources">Those of each.</param>
internal sealed class AllJournals(IReadOnlyList<IJournalSource> sources) : IJournalSource
{
    public IAsyncEnumerable<JournalEntry> OfAsync(string tenant, IReadOnlyList<EntityKey> entities, CancellationToken cancellationToken) =>
        Merging.InOrderAsync(sources.Select(source => source.OfAsync(tenant, entities, cancellationToken)), entry => entry, ByAge, cancellationToken);

    public async IAsyncEnumerable<EntityKey> EntitiesAsync(
        string tenant, string after, UndoSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = after;
        var all = sources.Select(source => source.EntitiesAsync(tenant, after, selection, cancellationToken));
        await foreach (var entity in Merging.InOrderAsync(all, entity => entity.ToString(), StringComparer.Ordinal, cancellationToken))
        {
            if (entity.ToString() is var spelt && spelt != last)
            {
                last = spelt;
                yield return entity;
            }
        }
    }

    public void Dispose()
    {
        foreach (var source in sources)
        {
            source.Dispose();
        }
    }

    private static Comparer<JournalEntry> ByAge { get; } = Comparer<JournalEntry>.Create((one, other) =>
        string.CompareOrdinal(one.Entity, other.Entity) is not 0 and var order ? order : (one.At, one.Fence).CompareTo((other.At, other.Fence)));
}
