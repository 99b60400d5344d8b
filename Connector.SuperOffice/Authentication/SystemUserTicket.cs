using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Authentication;

/// <summary>
/// Takes the ticket out of the JSON Web Token that a system user's login gives, after its signature (RS256), issuer, audience and lifetime were
/// found right. Source: SuperOffice docs, authentication/online/validate-security-tokens.
/// </summary>
internal static class SystemUserTicket
{
    private const string Issuer = "SuperOffice AS";
    private const string Audience = "spn:";
    private const string AssociateClaim = "http://schemes.superoffice.net/identity/associateid";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>The ticket, and the associate if the token names one.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keys">The login host's keys.</param>
    /// <param name="serial">Whom the token must be made out to, <c>spn:{serial}</c>; null for any serial.</param>
    /// <param name="time">The clock that the token's lifetime is compared with.</param>
    /// <exception cref="SuperOfficeException">The token is not to be trusted, or holds no ticket.</exception>
    public static async Task<(string Ticket, int? AssociateId)> ReadAsync(string token, IList<SecurityKey> keys, string? serial, TimeProvider time)
    {
        var checks = new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuer = Issuer,
            AudienceValidator = (audiences, _, _) => audiences.Any(audience =>
                serial is null ? audience.StartsWith(Audience, StringComparison.OrdinalIgnoreCase) : audience.Equals(Audience + serial, StringComparison.OrdinalIgnoreCase)),
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until, time.GetUtcNow().UtcDateTime),
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, checks);
        if (!result.IsValid)
        {
            // Of the library's words only the kind: they may quote the token.
            throw Failure($"is not to be trusted ({result.Exception.GetType().Name}); check SuperOffice:Serial and this machine's clock");
        }

        var claims = result.ClaimsIdentity.Claims.ToList();
        var ticket = claims.Find(claim => claim.Type.EndsWith("/ticket", StringComparison.OrdinalIgnoreCase))?.Value;
        if (string.IsNullOrEmpty(ticket) || ticket.Any(c => c is <= ' ' or > '~'))
        {
            throw Failure("holds no ticket");
        }

        var associate = claims.Find(claim => claim.Type == AssociateClaim)?.Value;
        return (ticket, int.TryParse(associate, out var id) && id > 0 ? id : null);
    }

    private static bool IsCurrent(DateTime? from, DateTime? until, DateTime now) =>
        until is { } end && now - Skew < end && (from is not { } start || start <= now + Skew);

    // Mostly a setting is wrong, and stays so: not to be tried with every call.
    private static SuperOfficeException Failure(string why) =>
        new(FailureKind.Revoked, FailureScope.Tenant, $"The token of the system user's login {why}.");
}
