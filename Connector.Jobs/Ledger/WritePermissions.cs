using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Ledger;

/// <summary>Whether the CRM may be changed now.</summary>
public enum WriteVerdict
{
    /// <summary>It may.</summary>
    Granted,

    /// <summary>The tenant's mode is not <see cref="TenantMode.Write"/>.</summary>
    ModeForbids,

    /// <summary>The write stop is set.</summary>
    WriteStopped,

    /// <summary>The pass that would send it does not have its account any more.</summary>
    LeaseLost,

    /// <summary>Redis did not tell in time: it may not.</summary>
    Unknown,
}

/// <summary>
/// Asks, right before a change is sent, whether it may be: the same rule as <see cref="WriteLedger.IntendAsync"/> (permission.lua), for whoever
/// sends, without scope and budget. What cannot be asked is not allowed.
/// </summary>
public sealed class WritePermissions(Shard shard)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly Script MayWrite = new("may-write");

    /// <summary>Asks, and waits for the answer 500 ms at most.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="configured">The mode in this service's settings.</param>
    /// <param name="setUp">True for how the tenant talks to us, such as webhooks: allowed in every mode.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<WriteVerdict> AskAsync(string tenant, TenantMode configured, bool setUp, CancellationToken cancellationToken) =>
        AskAsync(tenant, configured, setUp ? "setup" : "", pass: null, cancellationToken);

    /// <summary>The same for a change that a pass sends, which it must not do when it does not have its account any more.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="configured">The mode in this service's settings.</param>
    /// <param name="grant">A person's leave; null for what happens by itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<WriteVerdict> AskAsync(Pass pass, TenantMode configured, GrantKind? grant, CancellationToken cancellationToken) =>
        AskAsync(pass.Account.Tenant, configured, grant.Word(), pass, cancellationToken);

    private async Task<WriteVerdict> AskAsync(string tenant, TenantMode configured, string grant, Pass? pass, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await shard.RunAsync(
                MayWrite,
                cancellationToken,
                TenantName.Check(tenant),
                configured.Word(),
                grant,
                pass?.Account.Account ?? "",
                pass?.Fence ?? 0).WaitAsync(Patience, cancellationToken);
            return answer.ToString() switch
            {
                "go" => WriteVerdict.Granted,
                "stopped" => WriteVerdict.WriteStopped,
                "lost" => WriteVerdict.LeaseLost,
                _ => WriteVerdict.ModeForbids,
            };
        }
        catch (Exception away) when (away is RedisException or TimeoutException or ObjectDisposedException)
        {
            return WriteVerdict.Unknown;
        }
    }
}
