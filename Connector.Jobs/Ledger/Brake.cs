using Connector.Jobs.Accounts;

namespace Connector.Jobs.Ledger;

/// <summary>How a PATCH ended, as far as the brake cares.</summary>
public enum WriteEnding
{
    /// <summary>As meant.</summary>
    Smooth,

    /// <summary>The record had changed since it was read (409, 412).</summary>
    Conflict,

    /// <summary>The CRM refused it (400 and the like).</summary>
    Refusal,

    /// <summary>The CRM returned another value than was written.</summary>
    Mismatch,

    /// <summary>We have no right to write to the record (403).</summary>
    NoRight,
}

/// <summary>When the brake acts.</summary>
/// <param name="Troubles">With more records in trouble than this.</param>
/// <param name="Records">Among how many of the last records that wrote.</param>
public readonly record struct BrakeLimits(int Troubles, int Records);

/// <summary>
/// Lowers a tenant's mode to <see cref="TenantMode.Propose"/> where writes to too many records end badly; only a person raises it again. A record counts
/// once, as its last write ended: what is wrong with one record is no reason to stop the others.
/// </summary>
public sealed class Brake(Shard shard)
{
    private static readonly Script Script = new("brake");

    /// <summary>Notes how a write ended.</summary>
    /// <returns>Why the mode was lowered by this; null if it was not.</returns>
    public async Task<string?> NoteAsync(string tenant, EntityKey entity, WriteEnding ending, BrakeLimits limits, CancellationToken cancellationToken)
    {
        var reason = (await shard.RunAsync(
            Script, cancellationToken, TenantName.Check(tenant), entity.ToString(), ending != WriteEnding.Smooth, limits.Troubles, limits.Records)).ToString();
        return reason.Length == 0 ? null : reason;
    }
}
