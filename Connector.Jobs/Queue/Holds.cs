using System.Text.Json;
using Connector.Jobs.Operators;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>A tenant's work waits, for a stated reason, at no cost of attempts.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Since">Since when.</param>
/// <param name="ProbeAt">When one pass may try again; null for a person's hold, which is not probed.</param>
/// <param name="By">The person who holds it; null for a worker's hold.</param>
/// <param name="Side">What must recover, in the worker's word; null for a person's hold, and for one by the version before.</param>
public sealed record Hold(string Tenant, string Reason, DateTimeOffset Since, DateTimeOffset? ProbeAt, string? By = null, string? Side = null);

/// <summary>
/// Holds tenants. While held, a tenant's accounts are not taken, but for one probing pass each minute where a worker holds it.
/// A person's hold lasts until a person lifts it.
/// </summary>
public sealed class Holds(Shard shard)
{
    private static readonly Script HoldScript = new("hold");
    private static readonly Script ResumeScript = new("resume");
    private static readonly Script ProbeScript = new("probe");

    /// <summary>A worker holds the tenant for what no side names, or moves its hold's next probe. A person's hold stays as it is.</summary>
    public Task HoldAsync(string tenant, string reason, TimeSpan probeAfter, CancellationToken cancellationToken) =>
        HoldAsync(tenant, reason, "", probeAfter, cancellationToken);

    /// <summary>A worker's pass holds the tenant until a side recovers. A person's hold stays as it is.</summary>
    public Task HoldAsync(string tenant, string reason, string side, TimeSpan probeAfter, CancellationToken cancellationToken) =>
        shard.RunAsync(HoldScript, cancellationToken, TenantName.Check(tenant), reason, Shard.Milliseconds(probeAfter), "", side, "");

    /// <summary>The same by a worker's look at the tenant, which no work of the tenant's need have met.</summary>
    /// <returns>False if the tenant is held already, by a person or by a pass.</returns>
    public async Task<bool> HoldByLookAsync(string tenant, string reason, string side, TimeSpan probeAfter, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(HoldScript, cancellationToken, TenantName.Check(tenant), reason, Shard.Milliseconds(probeAfter), "", side, "1") == 1;

    /// <summary>A worker lifts a worker's hold.</summary>
    /// <returns>False if there was none, or it is a person's.</returns>
    public async Task<bool> ResumeAsync(string tenant, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(ResumeScript, cancellationToken, tenant, "", "") == 1;

    /// <summary>A worker's look lifts the hold that a look made.</summary>
    /// <returns>False if there was none.</returns>
    public async Task<bool> ResumeByLookAsync(string tenant, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(ResumeScript, cancellationToken, tenant, "", "1") == 1;

    /// <summary>Lets the next probe of a worker's hold go at once: what it waits for may have changed.</summary>
    /// <returns>False if no worker holds the tenant.</returns>
    public async Task<bool> ProbeNowAsync(string tenant, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(ProbeScript, cancellationToken, TenantName.Check(tenant)) == 1;

    /// <summary>A person holds the tenant, whoever holds it already.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="by">Who, see <see cref="OperatorName"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task HoldByAsync(string tenant, string reason, string by, CancellationToken cancellationToken) =>
        shard.RunAsync(HoldScript, cancellationToken, TenantName.Check(tenant), reason, 0, OperatorName.Check(by), "", "");

    /// <summary>A person lifts the hold, whoever made it.</summary>
    /// <returns>False if there was none.</returns>
    public async Task<bool> ResumeByAsync(string tenant, string by, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(ResumeScript, cancellationToken, TenantName.Check(tenant), OperatorName.Check(by), "") == 1;

    /// <summary>When a person last lifted a hold of the tenant; null if nobody ever did.</summary>
    public async Task<DateTimeOffset?> LiftedAtAsync(string tenant, CancellationToken cancellationToken)
    {
        var at = await shard.Database.HashGetAsync(Keys.Lifted, tenant).WaitAsync(cancellationToken);
        return at.IsNull ? null : Shard.Time(at);
    }

    /// <summary>All tenants held now.</summary>
    public async Task<IReadOnlyList<Hold>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = await shard.Database.HashGetAllAsync(Keys.Holds).WaitAsync(cancellationToken);
        return [.. entries.Select(Parse).OrderBy(h => h.Tenant, StringComparer.Ordinal)];
    }

    private static Hold Parse(HashEntry entry)
    {
        using var json = JsonDocument.Parse(entry.Value.ToString());
        var by = json.RootElement.TryGetProperty("by", out var person) ? person.GetString() : null;
        return new Hold(
            entry.Name.ToString(),
            json.RootElement.GetProperty("reason").GetString()!,
            DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("since").GetInt64()),
            by is null ? DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("probeAt").GetInt64()) : null,
            by,
            json.RootElement.TryGetProperty("side", out var side) ? side.GetString() : null);
    }
}
