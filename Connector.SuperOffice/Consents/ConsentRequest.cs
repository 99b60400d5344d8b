using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Connector.SuperOffice.Tenancy;
using Microsoft.AspNetCore.WebUtilities;

namespace Connector.SuperOffice.Consents;

/// <summary>
/// A question to a person, on its way through the person's browser: authorization code with PKCE (RFC 7636, S256). State and nonce tie the answer to this
/// question, the verifier ties the code to this process. It has no printed form.
/// </summary>
public sealed class ConsentRequest
{
    private ConsentRequest(Uri link, string state, string nonce, string verifier) => (Link, State, Nonce, Verifier) = (link, state, nonce, verifier);

    /// <summary>Where the person is to go. Nothing in it is secret.</summary>
    public Uri Link { get; }

    internal string State { get; }

    internal string Nonce { get; }

    internal string Verifier { get; }

    internal static ConsentRequest Make(SuperOfficeOptions options)
    {
        var (state, nonce, verifier) = (Random(), Random(), Random());
        var link = QueryHelpers.AddQueryString(new Uri(
            TenantAddress.Login(options), "login/common/oauth/authorize").AbsoluteUri, new Dictionary<string, string?>
            {
                ["client_id"] = options.ClientId,
                ["redirect_uri"] = options.RedirectUri,
                ["response_type"] = "code",
                ["scope"] = "openid",
                ["state"] = state,
                ["nonce"] = nonce,
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
                ["code_challenge_method"] = "S256",
                // Skips the page on which the tenant is chosen, where the person has it.
                ["acr_values"] = $"tenant:{options.ContextIdentifier}",
            });
        return new ConsentRequest(new Uri(link), state, nonce, verifier);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
