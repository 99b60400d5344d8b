using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Control;

/// <summary>What was asked for or done, and of whom.</summary>
/// <param name="Kind"><c>patch</c>: a PATCH that was saved. <c>analysis</c>: an analysis that was started.</param>
/// <param name="Entity">Such as <c>contact:4711</c>.</param>
/// <param name="Body">The PATCH as it was sent, or the question.</param>
public sealed record JournalEntry(string Kind, string Entity, JsonNode? Body);

/// <summary>Remembers, beyond <see cref="Counters"/>, what each PATCH and each analysis was about: the newest 100,000, oldest first.</summary>
internal sealed class Journal
{
    private const int Capacity = 100_000;

    private readonly ConcurrentQueue<JournalEntry> _entries = new();

    public IEnumerable<JournalEntry> All => _entries;

    public void Patched(string entity, JsonNode? patch) => Add(new("patch", entity, patch?.DeepClone()));

    public void Analysed<TQuestion>(string entity, TQuestion question, JsonSerializerOptions json) =>
        Add(new("analysis", entity, JsonSerializer.SerializeToNode(question, json)));

    public void Reset() => _entries.Clear();

    private void Add(JournalEntry entry)
    {
        _entries.Enqueue(entry);
        while (_entries.Count > Capacity)
        {
            _entries.TryDequeue(out _);
        }
    }
}
