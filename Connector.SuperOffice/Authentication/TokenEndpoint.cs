using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Authentication;

/// <summary>The grants at <c>login/common/oauth/tokens</c>. Parameters go into the body, never into the address.</summary>
internal sealed class TokenEndpoint(LoginCaller login, IOptions<SuperOfficeOptions> options, TimeProvider time)
{
    private const string Call = "POST login/common/oauth/tokens";

    private readonly SuperOfficeOptions _options = options.Value;

    /// <summary>Exchanges a refresh token for an access token and, if the server rotates, the next refresh token.</summary>
    /// <exception cref="SuperOfficeException">Of scope <see cref="FailureScope.Tenant"/> always: without a token nothing works.</exception>
    public async Task<(LoginAccess Access, string? RefreshToken)> RefreshAsync(string refreshToken)
    {
        // Not the callers' cancellation: an answer that nobody waits for any more may still hold the only valid refresh token.
        var answer = await SendAsync(Form(refreshToken), CancellationToken.None);
        return answer.IsSuccess ? Read(answer) : throw Failure(answer);
    }

    /// <summary>Exchanges the code that a person's consent gave for what belongs to the person. Which tenant that is, the id token says.</summary>
    /// <exception cref="SuperOfficeException">Of scope <see cref="FailureScope.Tenant"/>.</exception>
    public async Task<(string RefreshToken, string IdToken)> RedeemAsync(string code, string verifier, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            [
                new("grant_type", "authorization_code"),
                new("client_id", _options.ClientId),
                new("client_secret", _options.ClientSecret),
                new("code", code),
                new("redirect_uri", _options.RedirectUri ?? ""),
                new("code_verifier", verifier),
            ],
            cancellationToken);
        if (!answer.IsSuccess)
        {
            throw Failure(answer, "The code is used up or older than ten minutes, or SO_REDIRECT_URI is not as it is registered: log in once more.");
        }

        try
        {
            return answer.ReadJson(root => root.Text("refresh_token") is { Length: > 0 } refresh && root.Text("id_token") is { Length: > 0 } id
                ? (refresh, id)
                : throw new JsonException("a token is missing"));
        }
        catch (JsonException)
        {
            throw LoginFailure.Unreadable(answer, "no refresh token and id token");
        }
    }

    private async Task<ApiAnswer> SendAsync(IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(TenantAddress.Login(_options), "login/common/oauth/tokens"))
            {
                Content = new FormUrlEncodedContent(form),
            };
            return await login.SendAsync(Call, request, both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw ApiFailure.TimedOut(Call, _options.Timeout, FailureScope.Tenant);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Form(string refreshToken)
    {
        yield return new("grant_type", "refresh_token");
        yield return new("client_id", _options.ClientId);
        yield return new("client_secret", _options.ClientSecret);
        yield return new("refresh_token", refreshToken);
        if (!string.IsNullOrEmpty(_options.RedirectUri))
        {
            yield return new("redirect_uri", _options.RedirectUri);
        }
    }

    private (LoginAccess Access, string? RefreshToken) Read(ApiAnswer answer)
    {
        (LoginAccess Access, string? RefreshToken) read;
        try
        {
            read = answer.ReadJson(root => TokenAnswer.Read(root, time.GetUtcNow()));
        }
        catch (JsonException)
        {
            // Neither the parser's words nor the raw answer: both may hold the token.
            throw LoginFailure.Unreadable(answer, "no access token");
        }

        return TokenAnswer.TenantOf(read.Access.Value) is { } other && !other.Equals(_options.ContextIdentifier, StringComparison.OrdinalIgnoreCase)
            ? throw new SuperOfficeException(
                FailureKind.Revoked,
                FailureScope.Tenant,
                $"The refresh token belongs to another tenant than {_options.ContextIdentifier}: check SO_REFRESH_TOKEN and SO_CONTEXT_IDENTIFIER.",
                answer.Status)
            : read;
    }

    private static SuperOfficeException Failure(
        ApiAnswer answer, string advice = "A person has to log in and consent again; then set SO_REFRESH_TOKEN.")
    {
        string? code = null;
        try
        {
            code = answer.ReadJson(TokenAnswer.ErrorOf);
        }
        catch (JsonException)
        {
            // The body of a refusal is undocumented; one without a code is one all the same.
        }

        return LoginFailure.From(answer, code is "invalid_client" or "unauthorized_client"
            ? "Check SO_CLIENT_ID and SO_CLIENT_SECRET."
            : advice, code);
    }
}
