using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Passes;

/// <summary>
/// The ledger, with what the CRM knows better. Rebuilt from the entity's stamp where it knows nothing of a write: Redis was lost, the CRM was not.
/// And told of a write that was given up and arrived all the same: a worker that was frozen right before its PATCH sends it when it wakes up, whoever
/// has taken over, and what it wrote would for ever look like a human's. Happens under the lease of the entity's account, before anything is merged,
/// and writes nothing to the CRM.
/// </summary>
internal sealed class KnownEntities(WriteLedger ledger, OwnIdentity identity, ILogger<KnownEntities> log)
{
    /// <summary>Nobody is frozen for longer and goes on; a human who types what we once meant to write does it later.</summary>
    private static readonly TimeSpan LatestArrival = TimeSpan.FromDays(1);

    /// <summary>What is known about an entity of the pass' account.</summary>
    /// <param name="scope">The pass.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="map">Its mapping.</param>
    /// <param name="record">The CRM's record now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<LedgerEntry> ReadAsync(
        PassScope scope, EntityKey entity, FieldMap map, CrmRecord record, CancellationToken cancellationToken)
    {
        var known = await ledger.ReadAsync(scope.Tenant, entity, cancellationToken);
        if (known.OpenIntent is null && known.GivenUp.Count + known.Outlived.Count > 0
            && ArrivedOf(known, map, record, (await identity.GetAsync(cancellationToken))?.AssociateId, scope.RedisNow) is var (write, values))
        {
            await (known.Outlived.Contains(write)
                ? ledger.ArrivedTooLateAsync(scope.Pass, entity, write, values.Where(f => IsNews(known, map, f)).Select(f => f.Key), cancellationToken)
                : ledger.ArrivedAsync(scope.Pass, entity, write, values, cancellationToken));
            scope.LateWrites.Add(entity);
            log.LateWriteArrived(entity, values.Count, write.Fence);
            known = await ledger.ReadAsync(scope.Tenant, entity, cancellationToken);
        }

        if (known.Written.Count > 0 || known.OpenIntent is not null
            || Recovered.From(entity, map, record.Fields) is not { } recovered || (recovered.Written.Count == 0 && recovered.Applied is null))
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
        LedgerEntry known, FieldMap map, CrmRecord record, int? own, DateTimeOffset now)
    {
        // One that was outlived is distinguished from a human's by who saved the record last, or not at all.
        var outlived = own is not null && record.UpdatedBy == own ? known.Outlived : [];
        foreach (var write in known.GivenUp.Concat(outlived).Where(w => now - w.At < LatestArrival))
        {
            if ((Proof.Of(map, record, write, own) ?? Proof.OfStamp(map, record, write)) is { } values
                && values.Any(f => IsNews(known, map, f)))
            {
                return (write, values);
            }
        }

        return null;
    }

    private static bool IsNews(LedgerEntry known, FieldMap map, KeyValuePair<string, string> field) =>
        !FieldValue.AreEqual(map.TypeOf(field.Key), field.Value, known.Written.GetValueOrDefault(field.Key));
}
