using System.Buffers.Text;
using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Authentication;

/// <summary>
/// What the token endpoint answers to a refresh: <c>token_type, access_token, expires_in, id_token</c>, and a refresh token only if it rotates.
/// Source: SuperOffice docs, authentication/online; recorded answers.
/// </summary>
internal static class TokenAnswer
{
    private const string AssociateClaim = "http://schemes.superoffice.net/identity/associateid";

    // The documents name 20 minutes and one hour; without expires_in the shorter holds.
    private const int DefaultLifetime = 1200;
    private const int ShortestLifetime = 10;
    private const int LongestLifetime = 24 * 3600;

    /// <summary>Reads a successful answer.</summary>
    /// <exception cref="JsonException">It holds no access token, or something odd.</exception>
    public static (LoginAccess Access, string? RefreshToken) Read(JsonElement root, DateTimeOffset now)
    {
        var value = root.Text("access_token");
        if (value.Length == 0 || value.Any(c => c is <= ' ' or > '~'))
        {
            throw new JsonException("access_token is missing or not a token");
        }

        var lifetime = Math.Clamp(root.OptionalInteger("expires_in") ?? DefaultLifetime, ShortestLifetime, LongestLifetime);
        var token = new LoginAccess(value, now, now.AddSeconds(lifetime), AssociateOf(root.OptionalText("id_token")));
        return (token, root.OptionalText("refresh_token") is { Length: > 0 } rotated ? rotated : null);
    }

    /// <summary>The tenant an access token <c>8A:{tenant}.…</c> is for; null if it does not look like one.</summary>
    public static string? TenantOf(string accessToken) =>
        accessToken.StartsWith("8A:", StringComparison.Ordinal) && accessToken.IndexOf('.', StringComparison.Ordinal) is var dot and > 3
            ? accessToken[3..dot]
            : null;

    /// <summary>The OAuth error code, if there is one that looks like a code.</summary>
    public static string? ErrorOf(JsonElement root) =>
        root.OptionalText("error") is { Length: > 0 and <= 40 } code && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? code : null;

    // The id token came from the token endpoint itself, over the connection we asked on; its signature would prove nothing more
    // (OpenID Connect Core 3.1.3.7). Being unable to read it costs only this source of the id.
    private static int? AssociateOf(string? idToken)
    {
        if (idToken?.Split('.') is not [_, var payload, _])
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.OptionalInteger(AssociateClaim) is { } id and > 0 ? id : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

}
