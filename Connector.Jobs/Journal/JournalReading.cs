using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>
/// Reads all journals of a directory, also while they are written: page by page, each in a transaction of its own, so that nobody waits for
/// a reader and memory holds no more than a page of each. What is appended meanwhile may be told or not. Used by one thread at a time.
/// </summary>
public sealed class JournalReading : IJournalSource
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
                reading.Add(file);
            }

            return reading;
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            reading.Dispose();
            throw JournalFailedException.Of("cannot be read", path, failed);
        }
    }

    private void Add(string file)
    {
        var table = new JournalTable(file, readOnly: true);
        try
        {
            table.Open();
            if (table.IsMade)
            {
                table.Check();
                _tables.Add(table);
                return;
            }
        }
        catch (Exception failed) when (JournalFailedException.Is(failed) && !File.Exists(file))
        {
            // Deleted meanwhile, since it held nothing.
        }
        catch
        {
            table.Dispose();
            throw;
        }

        table.Dispose();
    }

    /// <summary>What was written to an entity, oldest first.</summary>
    /// <exception cref="JournalFailedException">A journal cannot be read.</exception>
    public IAsyncEnumerable<JournalEntry> OfAsync(string tenant, EntityKey entity, CancellationToken cancellationToken) =>
        OfAsync(tenant, [entity], cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<JournalEntry> OfAsync(string tenant, IReadOnlyList<EntityKey> entities, CancellationToken cancellationToken) =>
        OfAsync(tenant, entities, long.MinValue, cancellationToken);

    /// <summary>The same; of the first entity those from a time on, in milliseconds.</summary>
    internal async IAsyncEnumerable<JournalEntry> OfAsync(
        string tenant, IReadOnlyList<EntityKey> entities, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = JournalPlace.Start with { At = from, Position = long.MinValue };
        foreach (var spelt in entities.Select(entity => entity.ToString()))
        {
            var entries = MergeAsync(
                (table, after) => table.Read(TenantName.Check(tenant), spelt, after, Page), start, one => (one.Place.At, one.Entry.Fence), Comparer<(long, long)>.Default, cancellationToken);
            await foreach (var entry in entries)
            {
                yield return entry;
            }

            start = JournalPlace.Start;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<EntityKey> EntitiesAsync(
        string tenant, string after, UndoSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = after;
        await foreach (var (entity, isMeant) in LookAsync(tenant, after, selection, cancellationToken))
        {
            if (isMeant && entity != last)
            {
                last = entity;
                yield return EntityKey.Parse(last);
            }
        }
    }

    /// <summary>All writes in the order of their entities' spelling: to which, and whether it is meant.</summary>
    internal IAsyncEnumerable<(string Entity, bool IsMeant)> LookAsync(string tenant, string after, UndoSelection selection, CancellationToken cancellationToken) =>
        // Texts as SQLite orders them.
        MergeAsync(
            (table, place) => table.ReadHeads(TenantName.Check(tenant), place, Page), JournalPlace.After(after), one => one.Place.Entity, StringComparer.Ordinal, cancellationToken)
            .Select(head => (head.Entity, selection.Includes(WriteRecord.Of(tenant, head))));

    /// <summary>Of a file of a version before, how many lines were taken over.</summary>
    internal long Imported(string file) => _tables.Select(table => table.Imported(file)).DefaultIfEmpty().Max();

    /// <inheritdoc />
    public void Dispose() => _tables.ForEach(table => table.Dispose());

    /// <summary>All journals' pages as one sequence, in the order of a key in which each of them is.</summary>
    private IAsyncEnumerable<JournalEntry> MergeAsync<TKey>(
        Func<JournalTable, JournalPlace, IReadOnlyList<(JournalPlace Place, JournalEntry Entry)>> read,
        JournalPlace after,
        Func<(JournalPlace Place, JournalEntry Entry), TKey> keyOf,
        IComparer<TKey> order,
        CancellationToken cancellationToken) =>
        Merging.InOrderAsync(_tables.Select(table => Pages(table, read, after).ToAsyncEnumerable()), keyOf, order, cancellationToken).Select(one => one.Entry);

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
}
