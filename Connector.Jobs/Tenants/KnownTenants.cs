using StackExchange.Redis;

namespace Connector.Jobs.Tenants;

/// <summary>Which tenants there are: those that workers say they work for, and those that anything is kept of. See find-tenant.lua.</summary>
public sealed class KnownTenants(Shard shard)
{
    private static readonly Script Seen = new("tenants-seen");
    private static readonly Script Find = new("find-tenant");

    /// <summary>A worker works for these.</summary>
    public Task SeenAsync(IEnumerable<string> tenants, CancellationToken cancellationToken) =>
        shard.RunAsync(Seen, cancellationToken, [.. tenants.Select(tenant => (RedisValue)TenantName.Check(tenant))]);

    /// <summary>Those that workers have, or had within the time that anything of it is kept; in order of their names.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await shard.Database.HashKeysAsync(Keys.Tenants).WaitAsync(cancellationToken)).Select(name => name.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Why nothing can be asked about a tenant, for people; null if it is known.</summary>
    public async Task<string?> ProblemAsync(string tenant, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await shard.RunAsync(Find, cancellationToken, TenantName.Check(tenant)))!;
        return reply[0] == "1" ? null
            : Nearest.Of(tenant, reply.Skip(1).Select(name => name.ToString())) is { } near ? $"There is no tenant {tenant}. Did you mean {near}?"
            : $"There is no tenant {tenant}: no worker has it, and no event of it was accepted.";
    }
}
