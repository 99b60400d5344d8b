using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Microsoft.Extensions.Primitives;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>
/// The grants and the OpenID Connect metadata. Parameters are taken from the form body or the query; the client's own may also come as HTTP Basic.
/// Source: SuperOffice docs, api/authentication/online; the error bodies, which are not documented there, follow RFC 6749.
/// </summary>
internal static class TokenEndpoint
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        var login = routes.MapGroup("/login");
        login.MapPost("/common/oauth/tokens", GrantAsync).DisableAntiforgery();
        login.MapGet("/.well-known/openid-configuration", (HttpRequest request) => TenantJson.Ok(Metadata(Root(request))));
        login.MapGet("/.well-known/jwks", (IdTokenSigner signer) => TenantJson.Ok(signer.KeySet()));
    }

    private static async Task<IResult> GrantAsync(
        HttpContext context, TokenIssue issue, Counters counters)
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

        var grant = Parameter("grant_type");
        if (grant is not ("refresh_token" or "authorization_code"))
        {
            return Error(StatusCodes.Status400BadRequest, "unsupported_grant_type", "The sandbox knows refresh_token and authorization_code only");
        }

        context.Response.Headers.CacheControl = "no-store";
        var answer = grant == "refresh_token"
            ? issue.Refresh(Parameter("refresh_token"), Root(request))
            : issue.Redeem(Parameter("code"), Parameter("redirect_uri"), Parameter("code_verifier"), Root(request));
        return answer is not null ? TenantJson.Ok(answer) : Error(StatusCodes.Status400BadRequest, "invalid_grant", grant == "refresh_token"
            ? "The refresh token is unknown or revoked"
            : "The code is unknown, used up or too old, or its redirect_uri or code_verifier does not fit");
    }

    private static JsonObject Metadata(string root) => new()
    {
        ["issuer"] = root,
        ["jwks_uri"] = root + "/login/.well-known/jwks",
        ["authorization_endpoint"] = root + "/login/common/oauth/authorize",
        ["token_endpoint"] = root + "/login/common/oauth/tokens",
        ["scopes_supported"] = new JsonArray("openid"),
        ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
        ["response_types_supported"] = new JsonArray("code"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
    };

    private static IResult Error(int status, string error, string description) =>
        Results.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, statusCode: status);

    private static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
