using System.Collections.Concurrent;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>
/// Tells a record that cannot be read from a side whose answers nobody can read, such as the page of a proxy in front of it. The former is tried again
/// as after a time-out, until its attempts are used up; the latter holds the tenant, at no cost of attempts. For one tenant, whose records all workers
/// count together.
/// </summary>
internal sealed class UnreadableAnswers(UnreadableRecords records, TimeProvider time)
{
    /// <summary>As many records that met such an answer are no chance.</summary>
    public const int Most = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    // When this process met the last one of a side's: while there is none, what can be read costs no call.
    private readonly ConcurrentDictionary<HoldSide, long> _met = [];

    /// <summary>Judges a failure in the light of those before it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entity">The record that met it.</param>
    /// <param name="probed">The hold that the pass probes, if there is one: while its side is not readable, it goes on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Failure> JudgeAsync(Failure failure, string tenant, EntityKey entity, Hold? probed, CancellationToken cancellationToken)
    {
        if (!failure.IsUnreadable)
        {
            return failure;
        }

        _met[failure.Side] = time.GetTimestamp();
        var met = await records.NoteAsync(tenant, failure.Side.ToString(), entity, Window, cancellationToken);
        return met >= Most || (probed is not null && HoldReasons.SideOf(probed) == failure.Side)
            ? new Failure(
                FailureEffect.Hold,
                $"its answers cannot be read: {Most} records or more met one within a minute, and none was readable since. The last one: {failure.Error}",
                Side: failure.Side)
            : failure;
    }

    /// <summary>A side gave an answer that could be read.</summary>
    public async Task ReadableAsync(HoldSide side, string tenant, CancellationToken cancellationToken)
    {
        if (_met.TryRemove(side, out var last) && time.GetElapsedTime(last) < Window)
        {
            await records.ForgetAsync(tenant, side.ToString(), cancellationToken);
        }
    }
}
