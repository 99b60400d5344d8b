using System.Diagnostics;
using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>What is asked of the journals of another directory: a page of entries, or of entities that were written to.</summary>
internal sealed record JournalQuestion
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Whose entries; null for a page of entities.</summary>
    public IReadOnlyList<string>? Entities { get; init; }

    /// <summary>Of entries: those of the first entity from this time on, in milliseconds.</summary>
    public long From { get; init; } = long.MinValue;

    /// <summary>Of those of just this time: how many are known already.</summary>
    public int Known { get; init; }

    /// <summary>Of entities: those after this spelling.</summary>
    public string After { get; init; } = "";

    /// <summary>Of entities: with such a write.</summary>
    public UndoSelection? Selection { get; init; }
}

/// <summary>A page; or why there is none.</summary>
internal sealed record JournalAnswer
{
    public IReadOnlyList<JournalEntry>? Entries { get; init; }

    public IReadOnlyList<string>? Entities { get; init; }

    /// <summary>Of entities: up to which was looked, also where none was meant.</summary>
    public string? Looked { get; init; }

    /// <summary>Whether there is nothing behind it.</summary>
    public bool IsLast { get; init; }

    public string? Problem { get; init; }

    private const int MostEntities = 1000;

    // So that an answer is no burden to Redis: characters of values. One entry may have more.
    private const int MostText = 200_000;

    /// <summary>Answers from the journals of one's own directory.</summary>
    /// <param name="reading">The journals.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="longest">Who asks does not wait for ever: of millions of writes to look through, so long is looked through some.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="JournalFailedException">They cannot be read.</exception>
    public static async Task<JournalAnswer> OfAsync(JournalReading reading, JournalQuestion question, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (question.Entities is not { } spelt)
        {
            return await EntitiesOfAsync(reading, question, longest, cancellationToken);
        }

        var (entries, text, known) = (new List<JournalEntry>(), 0L, question.Known);
        await foreach (var entry in reading.OfAsync(question.Tenant, [.. spelt.Select(EntityKey.Parse)], question.From, cancellationToken))
        {
            if (known > 0 && entry.Entity == spelt[0] && entry.At.ToUnixTimeMilliseconds() == question.From)
            {
                known--;
                continue;
            }

            entries.Add(entry);
            if ((text += TextOf(entry)) > MostText)
            {
                return new JournalAnswer { Entries = entries };
            }
        }

        return new JournalAnswer { Entries = entries, IsLast = true };
    }

    private static async Task<JournalAnswer> EntitiesOfAsync(JournalReading reading, JournalQuestion question, TimeSpan longest, CancellationToken cancellationToken)
    {
        var (watch, found, looked) = (Stopwatch.StartNew(), new List<string>(), question.After);
        await foreach (var (entity, isMeant) in reading.LookAsync(question.Tenant, question.After, question.Selection ?? new UndoSelection(), cancellationToken))
        {
            if (entity != looked && looked != question.After && (found.Count == MostEntities || watch.Elapsed >= longest))
            {
                return new JournalAnswer { Entities = found, Looked = looked };
            }

            looked = entity;
            if (isMeant && (found.Count == 0 || found[^1] != entity))
            {
                found.Add(entity);
            }
        }

        return new JournalAnswer { Entities = found, IsLast = true };
    }

    private static long TextOf(JournalEntry entry) =>
        200 + entry.Old.Sum(value => value.Value?.Length ?? 0) + entry.New.Sum(value => value.Value.Length) + (entry.Before?.Sum(value => value.Value?.Length ?? 0) ?? 0);
}
