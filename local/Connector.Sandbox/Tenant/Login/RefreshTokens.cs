using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>The refresh tokens that are good. Each stands for a person's consent and stays, unless a switch lets it rotate.</summary>
internal sealed class RefreshTokens
{
    private readonly ConcurrentDictionary<string, bool> _good = new(StringComparer.Ordinal);

    public RefreshTokens() => Reset();

    public bool IsGood(string token) => _good.ContainsKey(token);

    /// <summary>A new token, as a person's consent gives it.</summary>
    public string Consent()
    {
        var token = $"sandbox-refresh-token-{RandomNumberGenerator.GetHexString(32)}";
        _good[token] = true;
        return token;
    }

    /// <summary>The successor of a token, which is no longer good; null if it was not.</summary>
    public string? Rotate(string token) => _good.TryRemove(token, out _) ? Consent() : null;

    /// <summary>Ends all of them, permanently.</summary>
    public void RevokeAll() => _good.Clear();

    /// <summary>The documented one is good, and no other.</summary>
    public void Reset()
    {
        _good.Clear();
        _good[SandboxTenant.RefreshToken] = true;
    }
}
