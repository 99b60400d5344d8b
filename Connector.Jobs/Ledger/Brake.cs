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

    /// <summary>We have no right to write (403).</summary>
    NoRight,
}

/// <summary>When the brake acts.</summary>
/// <param name="Troubles">With more conflicts, refusals and mismatches than this.</param>
/// <param name="Passes">Among how many of the last passes that wrote.</param>
public readonly record struct BrakeLimits(int Troubles, int Passes);

/// <summary>Lowers a tenant's mode to <see cref="TenantMode.Propose"/> where writes go wrong too often, or we have no right to them; only a person raises it again.</summary>
public sealed class Brake(Shard shard)
{
    private static readonly Script Script = new("brake");

    /// <summary>Notes how a write ended.</summary>
    /// <returns>Why the mode was lowered by this; null if it was not.</returns>
    public async Task<string?> NoteAsync(string tenant, long fence, WriteEnding ending, BrakeLimits limits, CancellationToken cancellationToken)
    {
        var reason = (await shard.RunAsync(
            Script,
            cancellationToken,
            TenantName.Check(tenant),
            fence,
            ending == WriteEnding.Smooth ? 0 : 1,
            ending == WriteEnding.NoRight ? "SuperOffice says that we have no right to write (403)" : "",
            limits.Troubles,
            limits.Passes)).ToString();
        return reason.Length == 0 ? null : reason;
    }
}
