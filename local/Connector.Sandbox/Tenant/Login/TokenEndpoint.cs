using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;
using Microsoft.Extensions.Primitives;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>
/// The refresh-token grant and the OpenID Connect metadata. The refresh answer holds no refresh token, the old one stays, unless a switch lets it rotate.
/// Parameters are taken from the form body or the query; the client's own may also come as HTTP Basic.
/// Source: SuperOffice docs, api/authentication/online; the error bodies, which are not documented there, follow RFC 6749.
/// </summary>
internal static class TokenEndpoint
{
    public const string ClaimPrefix = "http://schemes.superoffice.net/identity/";

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        var login = routes.MapGroup("/login");
        login.MapPost("/common/oauth/tokens", RefreshAsync).DisableAntiforgery();
        login.MapGet("/.well-known/openid-configuration", (HttpRequest request) => TenantJson.Ok(Metadata(Root(request))));
        login.MapGet("/.well-known/jwks", (IdTokenSigner signer) => TenantJson.Ok(signer.KeySet()));
    }

    private static async Task<IResult> RefreshAsync(
        HttpContext context, AccessTokens tokens, RefreshTokens refreshTokens, IdTokenSigner signer, Faults faults, Counters counters, TimeProvider time)
    {
        counters.Add(CounterKind.ApiCalls, "POST tokens");
        var request = context.Request;
        var form = request.HasFormContentType ? await request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        string Parameter(string name) =>
            (form.TryGetValue(name, out var value) ? value : request.Query.TryGetValue(name, out value) ? value : StringValues.Empty).ToString();

        var (clientId, clientSecret) = BasicCredentials.Read(request) ?? (Parameter("client_id"), Parameter("client_secret"));
        if (!Same(clientId, SandboxTenant.ClientId) || !Same(clientSecret, SandboxTenant.ClientSecret))
        {
            return Error(StatusCodes.Status401Unauthorized, "invalid_client", "Unknown client or wrong client secret");
        }

        if (Parameter("grant_type") != "refresh_token")
        {
            return Error(StatusCodes.Status400BadRequest, "unsupported_grant_type", "The sandbox knows refresh_token only");
        }

        var refreshToken = Parameter("refresh_token");
        var rotated = faults.Settings.RotateRefreshTokens && !faults.Settings.RefreshTokenRevoked ? refreshTokens.Rotate(refreshToken) : null;
        if (faults.Settings.RefreshTokenRevoked || (rotated is null && !refreshTokens.IsGood(refreshToken)))
        {
            return Error(StatusCodes.Status400BadRequest, "invalid_grant", "The refresh token is unknown or revoked");
        }

        context.Response.Headers.CacheControl = "no-store";
        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["access_token"] = tokens.Issue(Associates.Connector.Id),
            ["expires_in"] = tokens.LifetimeSeconds,
            ["id_token"] = signer.Sign(Claims(Root(request), time.GetUtcNow())),
        };
        if (rotated is not null)
        {
            answer["refresh_token"] = rotated;
        }

        return TenantJson.Ok(answer);
    }

    private static JsonObject Claims(string root, DateTimeOffset now)
    {
        var api = $"{root}/{SandboxTenant.Id}/api/";
        return new()
        {
            ["iss"] = root,
            ["aud"] = SandboxTenant.ClientId,
            ["sub"] = Associates.Connector.Name,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds() - 60,
            ["exp"] = now.ToUnixTimeSeconds() + 300,
            [ClaimPrefix + "associateid"] = $"{Associates.Connector.Id}",
            [ClaimPrefix + "ctx"] = SandboxTenant.Id,
            [ClaimPrefix + "serial"] = SandboxTenant.Serial,
            [ClaimPrefix + "company_name"] = SandboxTenant.CompanyName,
            [ClaimPrefix + "initials"] = Associates.Connector.Name,
            [ClaimPrefix + "upn"] = "connector@sandbox.example",
            [ClaimPrefix + "is_administrator"] = "False",
            [ClaimPrefix + "webapi_url"] = api,
            [ClaimPrefix + "netserver_url"] = $"{root}/{SandboxTenant.Id}/Remote/Services88/",
        };
    }

    private static JsonObject Metadata(string root) => new()
    {
        ["issuer"] = root,
        ["jwks_uri"] = root + "/login/.well-known/jwks",
        ["authorization_endpoint"] = root + "/login/common/oauth/authorize",
        ["token_endpoint"] = root + "/login/common/oauth/tokens",
        ["scopes_supported"] = new JsonArray("openid"),
        ["grant_types_supported"] = new JsonArray("refresh_token"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
    };

    private static IResult Error(int status, string error, string description) =>
        Results.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, statusCode: status);

    private static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
