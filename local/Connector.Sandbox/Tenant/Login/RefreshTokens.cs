using System.Collections.Concurrent;
using System.Security.Cryptography;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>The refresh tokens that are good, each with the user who consented. A token stays, unless a switch lets it rotate.</summary>
internal sealed class RefreshTokens
{
    private readonly ConcurrentDictionary<string, int> _good = new(StringComparer.Ordinal);

    public RefreshTokens() => Reset();

    /// <summary>The user whose consent it is; null if it is not good.</summary>
    public AssociateRow? UserOf(string token) => _good.TryGetValue(token, out var id) ? Associates.Find(id) : null;

    /// <summary>A new token, as a user's consent gives it.</summary>
    public string Consent(AssociateRow user)
    {
        var token = $"sandbox-refresh-token-{RandomNumberGenerator.GetHexString(32)}";
        _good[token] = user.Id;
        return token;
    }

    /// <summary>The successor of a token, which is no longer good; null if it was not.</summary>
    public string? Rotate(string token) => _good.TryRemove(token, out var id) ? Consent(Associates.Find(id)!) : null;

    /// <summary>Ends all of them, permanently.</summary>
    public void RevokeAll() => _good.Clear();

    /// <summary>The documented one is good, and no other.</summary>
    public void Reset()
    {
        _good.Clear();
        _good[SandboxTenant.RefreshToken] = Associates.Connector.Id;
    }
}
