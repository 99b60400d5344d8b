using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Authentication;

/// <summary>
/// What the login host publishes of itself: the keys it signs with, and the name it signs under. Source: SuperOffice docs, authentication/online,
/// oidc-metadata.
/// </summary>
internal sealed class LoginDocuments(LoginCaller login, IOptions<SuperOfficeOptions> options)
{
    /// <summary>The keys.</summary>
    public Task<IList<SecurityKey>> GetKeysAsync(CancellationToken cancellationToken) =>
        ReadAsync("login/.well-known/jwks", "no keys", root => JsonWebKeySet.Create(root.GetRawText()).GetSigningKeys(), cancellationToken);

    /// <summary>The name, which id tokens have as their issuer.</summary>
    public Task<string> GetIssuerAsync(CancellationToken cancellationToken) => ReadAsync(
        "login/.well-known/openid-configuration",
        "no issuer",
        root => root.Text("issuer") is { Length: > 0 } issuer ? issuer : throw new JsonException("issuer is missing"),
        cancellationToken);

    private async Task<T> ReadAsync<T>(string path, string lacking, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(TenantAddress.Login(options.Value), path));
        request.Options.Set(CallMarks.Repeatable, true);
        var answer = await login.SendAsync($"GET {path}", request, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw LoginFailure.Unavailable(answer);
        }

        try
        {
            return answer.ReadJson(read);
        }
        catch (Exception odd) when (odd is JsonException or ArgumentException)
        {
            throw LoginFailure.Unreadable(answer, lacking);
        }
    }
}
