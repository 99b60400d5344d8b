using System.Text.Json;

namespace Connector.Jobs.Mapping;

/// <summary>
/// The newest report of each tenant, in <c>mapping:{tenant}</c>: one string of JSON. Whoever checks replaces it as a whole; several workers
/// that check the same layout write the same. It is bounded by the mapping, which has a few dozen fields.
/// </summary>
public sealed class MappingReports(Shard shard)
{
    /// <summary>Replaces the tenant's report.</summary>
    public Task SaveAsync(MappingReport report, CancellationToken cancellationToken) => shard.Database
        .StringSetAsync(Keys.Mapping(TenantName.Check(report.Tenant)), JsonSerializer.Serialize(report, JobsJson.Default.MappingReport))
        .WaitAsync(cancellationToken);

    /// <summary>The tenant's report; null if its mapping has not been checked yet.</summary>
    public async Task<MappingReport?> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        var json = await shard.Database.StringGetAsync(Keys.Mapping(TenantName.Check(tenant))).WaitAsync(cancellationToken);
        return json.IsNull ? null : JsonSerializer.Deserialize(json.ToString(), JobsJson.Default.MappingReport);
    }
}
