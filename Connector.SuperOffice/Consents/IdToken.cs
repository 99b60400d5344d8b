using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Consents;

/// <summary>
/// What an id token says, after its signature (RS256), issuer, audience, lifetime and nonce were found right. It holds a token: no printed form.
/// </summary>
internal sealed class IdToken
{
    private const string Prefix = "http://schemes.superoffice.net/identity/";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private IdToken()
    {
    }

    public required string Tenant { get; init; }

    public int? AssociateId { get; init; }

    public string Name { get; init; } = "";

    public string Company { get; init; } = "";

    public string? SystemUserToken { get; init; }

    /// <exception cref="SuperOfficeException">It is not to be trusted.</exception>
    public static async Task<IdToken> ReadAsync(string token, IList<SecurityKey> keys, string issuer, string clientId, string nonce, TimeProvider time)
    {
        var checks = new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuer = issuer,
            ValidAudience = clientId,
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until, time.GetUtcNow().UtcDateTime),
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, checks);
        if (!result.IsValid)
        {
            // Of the library's words only the kind: they may quote the token.
            throw Refused($"is not to be trusted ({result.Exception.GetType().Name}); look at this machine's clock, and at SO_CLIENT_ID");
        }

        var claims = result.ClaimsIdentity.Claims.ToList();
        string Claim(string type) => claims.Find(claim => claim.Type == type)?.Value ?? "";
        if (Claim("nonce") != nonce)
        {
            throw Refused("belongs to another login than this one (its nonce differs); log in once more");
        }

        return new IdToken
        {
            Tenant = Claim(Prefix + "ctx"),
            AssociateId = int.TryParse(Claim(Prefix + "associateid"), out var id) && id > 0 ? id : null,
            Name = Claim(Prefix + "initials") is { Length: > 0 } initials ? initials : Claim(Prefix + "upn"),
            Company = Claim(Prefix + "company_name"),
            SystemUserToken = Claim(Prefix + "system_token") is { Length: > 0 } systemToken ? systemToken : null,
        };
    }

    private static bool IsCurrent(DateTime? from, DateTime? until, DateTime now) =>
        until is { } end && now - Skew < end && (from is not { } start || start <= now + Skew);

    private static SuperOfficeException Refused(string why) => new(
        FailureKind.Revoked, FailureScope.Tenant, $"The id token of the login {why}. Nothing was kept.");
}
