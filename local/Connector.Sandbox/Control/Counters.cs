using System.Collections.Concurrent;

namespace Connector.Sandbox.Control;

/// <summary>What a counter counts.</summary>
internal enum CounterKind
{
    /// <summary>Events raised, by name.</summary>
    Events,

    /// <summary>Tries <c>succeeded</c> and <c>failed</c>; events <c>lost</c>.</summary>
    Deliveries,

    /// <summary>Calls of the tenant's API, by method and resource.</summary>
    ApiCalls,

    /// <summary>PATCHes by entity, such as <c>contact:4711</c>.</summary>
    Patches,

    /// <summary>Analyses the Company Explorer started (not: was asked for), by entity.</summary>
    Analyses,

    /// <summary>Answers of the Company Explorer, by status.</summary>
    ExplorerAnswers,
}

/// <summary>Counts what happened since the start or the last reset.</summary>
internal sealed class Counters
{
    private readonly ConcurrentDictionary<(CounterKind Kind, string Key), long> _counts = new();

    public void Add(CounterKind kind, string key) => _counts.AddOrUpdate((kind, key), 1, (_, count) => count + 1);

    public IReadOnlyDictionary<string, long> Of(CounterKind kind) =>
        new SortedDictionary<string, long>(
            _counts.Where(count => count.Key.Kind == kind).ToDictionary(count => count.Key.Key, count => count.Value), StringComparer.Ordinal);

    public void Reset() => _counts.Clear();
}
