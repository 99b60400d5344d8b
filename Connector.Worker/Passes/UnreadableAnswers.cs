using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>
/// Tells a record that cannot be read from a side whose answers nobody can read, such as the page of a proxy in front of it. The former is tried again
/// as after a time-out, until its attempts are used up; the latter holds the tenant, at no cost of attempts. In one process, for one tenant.
/// </summary>
internal sealed class UnreadableAnswers(TimeProvider time)
{
    /// <summary>As many records that met such an answer are no chance.</summary>
    public const int Most = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<HoldSide, Dictionary<EntityKey, long>> _met = [];

    /// <summary>Judges a failure in the light of those before it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="entity">The record that met it.</param>
    /// <param name="probed">The hold that the pass probes, if there is one: while its side is not readable, it goes on.</param>
    public Failure Judge(Failure failure, EntityKey entity, Hold? probed)
    {
        if (!failure.IsUnreadable)
        {
            return failure;
        }

        var met = Note(failure.Side, entity);
        return met >= Most || (probed is not null && HoldReasons.SideOf(probed.Reason) == failure.Side)
            ? new Failure(
                FailureEffect.Hold,
                $"its answers cannot be read: {Most} records or more met one within a minute, and none was readable since. The last one: {failure.Error}",
                Side: failure.Side)
            : failure;
    }

    /// <summary>A side gave an answer that could be read.</summary>
    public void Readable(HoldSide side)
    {
        lock (_gate)
        {
            _met.Remove(side);
        }
    }

    private int Note(HoldSide side, EntityKey entity)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (!_met.TryGetValue(side, out var records))
            {
                _met[side] = records = [];
            }

            records[entity] = now;
            foreach (var old in records.Where(r => time.GetElapsedTime(r.Value, now) > Window).Select(r => r.Key).ToList())
            {
                records.Remove(old);
            }

            return records.Count;
        }
    }
}
