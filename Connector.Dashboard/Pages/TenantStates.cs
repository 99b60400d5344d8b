using Connector.Jobs;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Subscriptions;

namespace Connector.Dashboard.Pages;

/// <summary>Reads what may be done to the tenants a page is about.</summary>
internal sealed class TenantStates(TenantModes modes, MappingReports mappings, Subscriptions subscriptions)
{
    /// <summary>The most tenants on a page: it must not cost more the more there are.</summary>
    public const int Most = 20;

    /// <summary>The tenants by name, and how many are left out. Those somebody has set something of come first.</summary>
    /// <param name="limited">What is known already.</param>
    /// <param name="named">Further tenants; the same one may stand there more than once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<TenantState> Tenants, int More)> ReadAsync(
        IReadOnlyList<LimitedTenant> limited, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var known = limited.ToDictionary(one => one.Tenant, one => one.Limits, StringComparer.Ordinal);
        var all = known.Keys.Concat(named).Where(TenantName.IsValid).Distinct(StringComparer.Ordinal).ToList();
        var states = await Task.WhenAll(all.Take(Most).Select(async tenant => new TenantState(
            tenant,
            known.GetValueOrDefault(tenant) ?? await modes.ReadAsync(tenant, cancellationToken),
            (await mappings.FindAsync(tenant, cancellationToken))?.Mode is { } mode ? TenantModeWords.Parse(mode) : null,
            await subscriptions.FindAsync(tenant, cancellationToken))));
        return ([.. states.OrderBy(one => one.Tenant, StringComparer.Ordinal)], all.Count - states.Length);
    }
}
