using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Authentication;

/// <summary>
/// The login of a consenting user: access tokens by a refresh token. SuperOffice documents a refresh token that stays; should it send a
/// new one with an access token, that one is used from then on.
/// </summary>
internal sealed class RefreshTokenFlow(TokenEndpoint endpoint, IOptions<SuperOfficeOptions> options) : ILoginFlow
{
    public string Name => "refresh-token";

    public string Configured => options.Value.RefreshToken;

    public TimeSpan? IdleLifetime => null;

    public bool IsDedicated => false;

    public Task<(LoginAccess Access, string? RefreshToken)> LogInAsync(string? refreshToken) =>
        endpoint.RefreshAsync(refreshToken ?? options.Value.RefreshToken);

    public void Authorize(HttpRequestHeaders headers, string value) => headers.Authorization = new AuthenticationHeaderValue("Bearer", value);
}
