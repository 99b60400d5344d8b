using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>
/// What a grant gives. The refresh answer holds no refresh token, the old one stays, unless a switch lets it rotate; a code gives one, and where an
/// administrator consented, the system user's token is among the claims.
/// </summary>
internal sealed class TokenIssue(
    AccessTokens tokens, RefreshTokens refreshTokens, AuthorizationCodes codes, IdTokenSigner signer, Faults faults, TimeProvider time)
{
    public const string ClaimPrefix = "http://schemes.superoffice.net/identity/";

    /// <summary>The answer to a refresh token; null if it is not good.</summary>
    public JsonObject? Refresh(string refreshToken, string root)
    {
        if (faults.Settings.RefreshTokenRevoked || refreshTokens.UserOf(refreshToken) is not { } user)
        {
            return null;
        }

        var answer = Answer(tokens.Issue(user.Id), Claims(user, SandboxTenant.Id, root));
        if (faults.Settings.RotateRefreshTokens)
        {
            if (refreshTokens.Rotate(refreshToken) is not { } next)
            {
                return null;
            }

            answer["refresh_token"] = next;
        }

        return answer;
    }

    /// <summary>The answer to a code; null if it is not good.</summary>
    public JsonObject? Redeem(string code, string redirectUri, string verifier, string root)
    {
        if (codes.Redeem(code, redirectUri, verifier) is not { } grant)
        {
            return null;
        }

        var isHere = grant.Tenant == SandboxTenant.Id;
        var claims = Claims(grant.User, grant.Tenant, root);
        claims["nonce"] = grant.Nonce;
        var answer = Answer(isHere ? tokens.Issue(grant.User.Id) : AccessTokens.IssueElsewhere(grant.Tenant), claims);
        answer["refresh_token"] = isHere ? refreshTokens.Consent(grant.User) : $"refresh-token-of-{grant.Tenant}";
        return answer;
    }

    private JsonObject Answer(string accessToken, JsonObject claims) => new()
    {
        ["token_type"] = "Bearer",
        ["access_token"] = accessToken,
        ["expires_in"] = tokens.LifetimeSeconds,
        ["id_token"] = signer.Sign(claims),
    };

    private JsonObject Claims(AssociateRow user, string tenant, string root)
    {
        var now = time.GetUtcNow();
        var isAdministrator = user == Associates.Anna;
        var claims = new JsonObject
        {
            ["iss"] = root,
            ["aud"] = SandboxTenant.ClientId,
            ["sub"] = user.Name,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds() - 60,
            ["exp"] = now.ToUnixTimeSeconds() + 300,
            [ClaimPrefix + "associateid"] = $"{user.Id}",
            [ClaimPrefix + "ctx"] = tenant,
            [ClaimPrefix + "serial"] = SandboxTenant.Serial,
            [ClaimPrefix + "company_name"] = SandboxTenant.CompanyName,
            [ClaimPrefix + "initials"] = user.Name,
            [ClaimPrefix + "upn"] = user.Email,
            [ClaimPrefix + "is_administrator"] = isAdministrator ? "True" : "False",
            [ClaimPrefix + "webapi_url"] = $"{root}/{tenant}/api/",
            [ClaimPrefix + "netserver_url"] = $"{root}/{tenant}/Remote/Services88/",
        };
        if (isAdministrator)
        {
            claims[ClaimPrefix + "system_token"] = SandboxTenant.SystemUserToken;
        }

        return claims;
    }
}
