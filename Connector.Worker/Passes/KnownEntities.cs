using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Passes;

/// <summary>
/// The ledger, with what the CRM knows better. Rebuilt from the entity's stamp where it knows nothing of a write: Redis was lost, the CRM was not.
/// And told of a write that was given up and arrived all the same: a worker that was frozen between its intent and its PATCH sends it when it
/// wakes up, whoever has taken over, and what it wrote would for ever look like a human's. Happens under the lease of the entity's account, before
/// anything is merged, and writes nothing to the CRM.
/// </summary>
internal sealed class KnownEntities(WriteLedger ledger, ILogger<KnownEntities> log)
{
    /// <summary>Nobody is frozen for longer and goes on; a human who types what we once meant to write does it later.</summary>
    private static readonly TimeSpan LatestArrival = TimeSpan.FromDays(1);

    /// <summary>What is known about an entity of the pass' account.</summary>
    /// <param name="scope">The pass.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="map">Its mapping.</param>
    /// <param name="present">The CRM's fields now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<LedgerEntry> ReadAsync(
        PassScope scope, EntityKey entity, FieldMap map, IReadOnlyDictionary<string, string> present, CancellationToken cancellationToken)
    {
        var known = await ledger.ReadAsync(scope.Tenant, entity, cancellationToken);
        if (known.OpenIntent is null && ArrivedOf(known, map, present, scope.RedisNow) is var (write, values))
        {
            await ledger.ArrivedAsync(scope.Pass, entity, write, values, cancellationToken);
            log.LateWriteArrived(entity, values.Count, write.Fence);
            known = await ledger.ReadAsync(scope.Tenant, entity, cancellationToken);
        }

        if (known.Written.Count > 0 || known.OpenIntent is not null
            || Recovered.From(entity, map, present) is not { } recovered || (recovered.Written.Count == 0 && recovered.Applied is null))
        {
            return known;
        }

        if (await ledger.RebuildAsync(scope.Pass, entity, recovered.Written, recovered.Applied, recovered.At, cancellationToken))
        {
            log.LedgerRebuilt(entity, recovered.Ours, recovered.Written.Count);
        }

        return await ledger.ReadAsync(scope.Tenant, entity, cancellationToken);
    }

    /// <summary>The newest write that was given up and is to be seen in the CRM, as far as it is news; null if there is none.</summary>
    private static (WriteIntent Write, IReadOnlyDictionary<string, string> Values)? ArrivedOf(
        LedgerEntry known, FieldMap map, IReadOnlyDictionary<string, string> present, DateTimeOffset now)
    {
        foreach (var write in known.GivenUp.Where(w => now - w.At < LatestArrival))
        {
            var values = OpenWrites.WrittenFields(map, present, write)
                .Where(f => !FieldValue.AreEqual(map.TypeOf(f.Key), f.Value, known.Written.GetValueOrDefault(f.Key)))
                .ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
            if (values.Count > 0)
            {
                return (write, values);
            }
        }

        return null;
    }
}
