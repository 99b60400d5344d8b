using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Worker.Writing;

namespace Connector.Worker.Passes;

/// <summary>
/// The ledger, rebuilt from the entity's stamp where it knows nothing of a write: Redis was lost, the CRM was not. Happens under the lease of the
/// entity's account, before anything is merged, and writes nothing to the CRM.
/// </summary>
internal sealed class KnownEntities(WriteLedger ledger, ILogger<KnownEntities> log)
{
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
}
