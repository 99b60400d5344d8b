using Connector.Sandbox.Control;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Explorer;

/// <summary>An analysis: begun once, ready after the time it takes, whoever waits for it meanwhile.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="ReadyAt">When the answer may be given.</param>
internal sealed record Analysis(Question Question, DateTimeOffset ReadyAt)
{
    /// <summary>Whether somebody has had the answer.</summary>
    public bool Delivered { get; set; }
}

/// <summary>
/// Begins analyses and finds those begun. The same idempotency key always means the same analysis, running or done; without
/// a key, a question joins an analysis of the same question until that has been answered once. Only beginnings are counted:
/// they are what costs.
/// </summary>
internal sealed class AnalysisDesk(IOptions<SandboxOptions> options, Faults faults, Counters counters, Journal journal, TimeProvider time)
{
    private const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Analysis> _byKey = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The analysis for a question; null if the key belongs to another question.</summary>
    public Analysis? Open(Question question, string? idempotencyKey)
    {
        var asked = question with { Force = false };
        var key = idempotencyKey is null ? "question " + asked : "key " + idempotencyKey;
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var known))
            {
                if (known.Question != asked)
                {
                    return null;
                }

                if (idempotencyKey is not null || (!known.Delivered && !question.Force))
                {
                    return known;
                }
            }

            return Begin(key, asked);
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _byKey.Clear();
            _order.Clear();
        }
    }

    private Analysis Begin(string key, Question asked)
    {
        counters.Add(CounterKind.Analyses, asked.Entity);
        journal.Analysed(asked.Entity, asked, Question.Json);
        var thinking = faults.Settings.ThinkSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Value.Explorer.ThinkTime;
        var analysis = new Analysis(asked, time.GetUtcNow() + thinking);
        if (!_byKey.ContainsKey(key))
        {
            _order.Enqueue(key);
        }

        _byKey[key] = analysis;
        while (_order.Count > Capacity)
        {
            _byKey.Remove(_order.Dequeue());
        }

        return analysis;
    }
}
