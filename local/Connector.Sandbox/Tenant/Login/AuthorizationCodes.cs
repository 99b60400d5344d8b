using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>What a person allowed, and what the code that says so may be exchanged by.</summary>
/// <param name="RedirectUri">Where the code was sent; whoever exchanges it must name the same.</param>
/// <param name="Challenge">SHA-256 of the verifier that must come with it (PKCE, S256).</param>
/// <param name="Nonce">Goes into the id token.</param>
/// <param name="Tenant">The tenant that was chosen.</param>
/// <param name="User">Who logged in.</param>
/// <param name="Until">When the code ends.</param>
internal sealed record AuthorizationGrant(string RedirectUri, string Challenge, string Nonce, string Tenant, AssociateRow User, DateTimeOffset Until);

/// <summary>The codes given out: each is good once, for ten minutes. Source: SuperOffice docs, authentication/online/sign-in-user/auth-code-flow.</summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    private const int Limit = 1000;

    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, AuthorizationGrant> _open = new(StringComparer.Ordinal);

    /// <summary>A code for what was allowed.</summary>
    public string Issue(AuthorizationGrant grant)
    {
        var now = time.GetUtcNow();
        foreach (var (old, one) in _open)
        {
            if (one.Until <= now || _open.Count >= Limit)
            {
                _open.TryRemove(old, out _);
            }
        }

        var code = RandomNumberGenerator.GetHexString(40);
        _open[code] = grant with { Until = now + Lifetime };
        return code;
    }

    /// <summary>What the code stands for, once; null if it is unknown, used up, too old, or the rest does not fit. A code that was tried is used up.</summary>
    public AuthorizationGrant? Redeem(string code, string redirectUri, string verifier) =>
        _open.TryRemove(code, out var grant) && grant.Until > time.GetUtcNow() && grant.RedirectUri == redirectUri && grant.Challenge == ChallengeOf(verifier)
            ? grant
            : null;

    private static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
