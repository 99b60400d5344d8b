using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>
/// Reads all journals of a directory, also while they are written: page by page, each in a transaction of its own, so that nobody waits for
/// a reader and memory holds no more than a page of each. What is appended meanwhile may be told or not. Used by one thread at a time.
/// </summary>
public sealed class JournalReading : IDisposable
{
    private const int Page = 500;

    private readonly List<JournalTable> _tables = [];

    private JournalReading()
    {
    }

    /// <summary>Opens them; to be disposed of.</summary>
    /// <param name="directory">The directory; where it is not, there is nothing to read.</param>
    /// <exception cref="JournalFailedException">One cannot be read: half of what is there would pass for all.</exception>
    public static JournalReading Open(string directory)
    {
        var (reading, path) = (new JournalReading(), directory);
        try
        {
            foreach (var file in JournalFiles.In(directory))
            {
                path = file;
                var table = new JournalTable(file, readOnly: true);
                reading._tables.Add(table);
                table.Open();
                if (table.IsMade)
                {
                    table.Check();
                }
                else
                {
                    reading._tables.Remove(table);
                    table.Dispose();
                }
            }

            return reading;
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            reading.Dispose();
            throw JournalFailedException.Of("cannot be read", path, failed);
        }
    }

    /// <summary>What was written to an entity, oldest first.</summary>
    /// <exception cref="JournalFailedException">A journal cannot be read.</exception>
    public IAsyncEnumerable<JournalEntry> OfAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var spelt = entity.ToString();
        return MergeAsync(
            (table, after) => table.Read(TenantName.Check(tenant), spelt, after, Page),
            JournalPlace.Start,
            (place, entry) => (place.At, entry.Fence),
            cancellationToken);
    }

    /// <summary>The entities that were written to, in the order of their spelling.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">Those after this spelling; empty for all.</param>
    /// <param name="includes">Which of the writes count; old and new values are not told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="JournalFailedException">A journal cannot be read.</exception>
    public async IAsyncEnumerable<EntityKey> EntitiesAsync(
        string tenant, string after, Func<WriteRecord, bool> includes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = MergeAsync(
            (table, place) => table.ReadHeads(TenantName.Check(tenant), place, Page), JournalPlace.After(after), (place, _) => place.Entity, cancellationToken);
        var last = after;
        await foreach (var head in heads)
        {
            if (head.Entity != last && includes(WriteRecord.Of(tenant, head)))
            {
                last = head.Entity;
                yield return EntityKey.Parse(last);
            }
        }
    }

    /// <summary>Of a file of a version before, how many lines were taken over.</summary>
    internal long Imported(string file) => _tables.Select(table => table.Imported(file)).DefaultIfEmpty().Max();

    /// <inheritdoc />
    public void Dispose() => _tables.ForEach(table => table.Dispose());

    /// <summary>All journals' pages as one sequence, in the order of a key in which each of them is.</summary>
    private async IAsyncEnumerable<JournalEntry> MergeAsync<TKey>(
        Func<JournalTable, JournalPlace, IReadOnlyList<(JournalPlace Place, JournalEntry Entry)>> read,
        JournalPlace after,
        Func<JournalPlace, JournalEntry, TKey> keyOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new PriorityQueue<IEnumerator<(JournalPlace Place, JournalEntry Entry)>, TKey>(Ordering<TKey>());
        foreach (var table in _tables)
        {
            Advance(Pages(table, read, after).GetEnumerator());
        }

        while (next.TryDequeue(out var from, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return from.Current.Entry;
            Advance(from);
        }

        await Task.CompletedTask;

        void Advance(IEnumerator<(JournalPlace Place, JournalEntry Entry)> from)
        {
            if (from.MoveNext())
            {
                next.Enqueue(from, keyOf(from.Current.Place, from.Current.Entry));
            }
        }
    }

    private static IEnumerable<(JournalPlace Place, JournalEntry Entry)> Pages(
        JournalTable table, Func<JournalTable, JournalPlace, IReadOnlyList<(JournalPlace Place, JournalEntry Entry)>> read, JournalPlace after)
    {
        IReadOnlyList<(JournalPlace Place, JournalEntry Entry)> page;
        do
        {
            page = PageOf(table, read, after);
            foreach (var one in page)
            {
                yield return one;
                after = one.Place;
            }
        }
        while (page.Count == Page);
    }

    private static IReadOnlyList<(JournalPlace Place, JournalEntry Entry)> PageOf(
        JournalTable table, Func<JournalTable, JournalPlace, IReadOnlyList<(JournalPlace Place, JournalEntry Entry)>> read, JournalPlace after)
    {
        try
        {
            return read(table, after);
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be read", table.Path, failed);
        }
    }

    // Texts as SQLite orders them.
    private static IComparer<TKey> Ordering<TKey>() =>
        typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal : Comparer<TKey>.Default;
}
