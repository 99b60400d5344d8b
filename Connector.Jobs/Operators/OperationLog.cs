using StackExchange.Redis;

namespace Connector.Jobs.Operators;

/// <summary>Something that a person changed.</summary>
/// <param name="Id">Its place in the log: later ones are greater.</param>
/// <param name="At">When, by Redis' clock.</param>
/// <param name="By">Who, as they said.</param>
/// <param name="What">
/// A stable word: <c>hold</c>, <c>resume</c>, <c>drain</c>, <c>undrain</c>, <c>mode</c>, <c>stop-writes</c>, <c>allow-writes</c>, <c>end-loss</c>,
/// <c>forget-journal</c>, or the word of an operation that was run, such as <c>approve</c>.
/// </param>
/// <param name="Target">What it was done to, such as a tenant; empty for everything.</param>
/// <param name="Detail">For people, such as a hold's reason, or about how many records an operation is, and why; may be empty.</param>
/// <param name="Batch">Of a run: its batch, by which the operation tells what came of it. Null for all else.</param>
public sealed record OperationEntry(string Id, DateTimeOffset At, string By, string What, string Target, string Detail, string? Batch);

/// <summary>Reads what people changed; the scripts that make a change write it, see operation.lua.</summary>
public sealed class OperationLog(Shard shard)
{
    /// <summary>The newest operations, newest first.</summary>
    /// <param name="most">1 to 500.</param>
    /// <param name="before">Only older ones than the one with this id; null begins with the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException"><paramref name="before"/> is no id of an operation.</exception>
    public async Task<IReadOnlyList<OperationEntry>> ListAsync(int most, string? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 500);
        if (before is not null && !IsId(before))
        {
            throw new ArgumentException("An operation's id is two numbers with a hyphen between them.", nameof(before));
        }

        var entries = await shard.Database
            .StreamRangeAsync(Keys.Operations, minId: "-", maxId: before is null ? "+" : $"({before}", most, Order.Descending)
            .WaitAsync(cancellationToken);
        return [.. entries.Select(Read)];
    }

    /// <summary>True if the text has an id's form: two numbers with a hyphen between them.</summary>
    public static bool IsId(string text) =>
        text.Split('-') is [var time, var number] && ulong.TryParse(time, out _) && ulong.TryParse(number, out _) && text.All(c => char.IsAsciiDigit(c) || c == '-');

    private static OperationEntry Read(StreamEntry entry)
    {
        var id = entry.Id.ToString();
        return new OperationEntry(
            id, Shard.Time(id[..id.IndexOf('-', StringComparison.Ordinal)]), entry["by"].ToString(), entry["what"].ToString(), entry["target"].ToString(), entry["detail"].ToString(),
            entry["batch"] is { IsNullOrEmpty: false } batch ? batch.ToString() : null);
    }
}
