using System.Collections.Concurrent;
using System.Security.Cryptography;
using Connector.Sandbox.Control;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>The access tokens given out, each with its associate and its end.</summary>
internal sealed class AccessTokens(IOptions<SandboxOptions> options, Faults faults, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (int AssociateId, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);

    /// <summary>Seconds a new token lives.</summary>
    public int LifetimeSeconds => faults.Settings.TokenLifetimeSeconds ?? (int)options.Value.TokenLifetime.TotalSeconds;

    /// <summary>A new token; the tenant's id is readable in it, as in SuperOffice's.</summary>
    public string Issue(int associateId)
    {
        var now = time.GetUtcNow();
        foreach (var (old, entry) in _tokens)
        {
            if (entry.Until <= now)
            {
                _tokens.TryRemove(old, out _);
            }
        }

        var token = $"8A:{SandboxTenant.Id}.{RandomNumberGenerator.GetHexString(48)}";
        _tokens[token] = (associateId, now.AddSeconds(LifetimeSeconds));
        return token;
    }

    /// <summary>A token of another tenant, which opens nothing here.</summary>
    public static string IssueElsewhere(string tenant) => $"8A:{tenant}.{RandomNumberGenerator.GetHexString(48)}";

    /// <summary>The associate a token speaks for; null if it is unknown or has expired.</summary>
    public int? AssociateOf(string token) =>
        _tokens.TryGetValue(token, out var entry) && entry.Until > time.GetUtcNow() ? entry.AssociateId : null;

    /// <summary>Ends all tokens now.</summary>
    public void ExpireAll() => _tokens.Clear();
}
