using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Explaining;

/// <summary>Tells what the connector did to an entity and why, from the ledger and the sync runs.</summary>
public sealed class Explanations(WriteLedger ledger, SyncRuns runs)
{
    /// <summary>Explains one field of an entity, or all. Of an entity nobody knows the explanation has no steps.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="field">An enrichment field (<c>vertical</c>) or a ProgId (<c>SuperOffice:83</c>), without regard to case; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Explanation> ExplainAsync(string tenant, EntityKey entity, string? field, CancellationToken cancellationToken)
    {
        var known = await ledger.ReadAsync(TenantName.Check(tenant), entity, cancellationToken);
        var details = await runs.OfAsync(tenant, entity, cancellationToken);
        return new Explanation(tenant, entity, field, known.Written, known.OpenIntent is not null, Chain.Of(entity, field, details));
    }
}
