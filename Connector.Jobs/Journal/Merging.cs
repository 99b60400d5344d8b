using System.Runtime.CompilerServices;

namespace Connector.Jobs.Journal;

/// <summary>Several sequences as one.</summary>
internal static class Merging
{
    /// <summary>Each of them must be in the order of the key, as is what comes out. Of each, one is looked at ahead.</summary>
    public static async IAsyncEnumerable<T> InOrderAsync<T, TKey>(
        IEnumerable<IAsyncEnumerable<T>> sources, Func<T, TKey> keyOf, IComparer<TKey> order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new PriorityQueue<IAsyncEnumerator<T>, TKey>(order);
        var open = new List<IAsyncEnumerator<T>>();
        try
        {
            foreach (var source in sources)
            {
                open.Add(source.GetAsyncEnumerator(cancellationToken));
                await AdvanceAsync(open[^1]);
            }

            while (next.TryDequeue(out var from, out _))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return from.Current;
                await AdvanceAsync(from);
            }
        }
        finally
        {
            foreach (var one in open)
            {
                await one.DisposeAsync();
            }
        }

        async ValueTask AdvanceAsync(IAsyncEnumerator<T> from)
        {
            if (await from.MoveNextAsync())
            {
                next.Enqueue(from, keyOf(from.Current));
            }
        }
    }
}
