using Connector.Jobs.Operators;
using StackExchange.Redis;

namespace Connector.Jobs.Epochs;

/// <summary>The loss of data that was noticed last, and its end. Noticing is the work of <see cref="EpochWatch"/>.</summary>
/// <remarks>
/// A person ends it, and nothing else does. Each entity's ledger is rebuilt from its stamp when the entity is read next; that all have been, nobody
/// can know: which entities there were is a part of what was lost.
/// </remarks>
public sealed class Losses(Shard shard)
{
    private static readonly Script EndLoss = new("end-loss");

    /// <summary>The last loss, open or not; null if there has been none.</summary>
    public async Task<DataLoss?> FindAsync(CancellationToken cancellationToken)
    {
        var fields = (await shard.Database.HashGetAllAsync(Keys.Loss).WaitAsync(cancellationToken))
            .ToDictionary(field => field.Name.ToString(), field => field.Value, StringComparer.Ordinal);
        return fields.Count == 0 ? null : Parse(fields);
    }

    /// <summary>A person accepts the loss: from now on fields are written by the merge table again, with the ledger as it is.</summary>
    /// <param name="by">Who, for those who ask later.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if there is no open loss.</returns>
    /// <exception cref="ArgumentException">Nobody is named.</exception>
    public async Task<bool> AcceptAsync(string by, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(EndLoss, cancellationToken, OperatorName.Check(by)) == 1;

    private static DataLoss Parse(Dictionary<string, RedisValue> fields) => new()
    {
        Kind = KindOf(fields["kind"].ToString()),
        Since = Shard.Time(fields["since"]),
        Missing = Number(fields, "missing") is { } missing ? TimeSpan.FromMilliseconds(missing) : null,
        RememberedEpoch = Text(fields, "rememberedEpoch"),
        RememberedAccepted = Number(fields, "rememberedAccepted"),
        RememberedFinished = Number(fields, "rememberedFinished"),
        SeenEpoch = Text(fields, "seenEpoch"),
        SeenAccepted = Number(fields, "seenAccepted"),
        SeenFinished = Number(fields, "seenFinished"),
        EndedBy = Text(fields, "endedBy"),
        EndedAt = fields.TryGetValue("endedAt", out var endedAt) ? Shard.Time(endedAt) : null,
    };

    internal static LossKind KindOf(string word) => word switch
    {
        "emptied" => LossKind.Emptied,
        "rolled-back" => LossKind.RolledBack,
        _ => LossKind.Restored,
    };

    private static string? Text(Dictionary<string, RedisValue> fields, string name) =>
        fields.TryGetValue(name, out var value) ? value.ToString() : null;

    private static long? Number(Dictionary<string, RedisValue> fields, string name) =>
        fields.TryGetValue(name, out var value) ? (long)value : null;
}
