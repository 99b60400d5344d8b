using System.Security.Cryptography;
using System.Text;
using Connector.SuperOffice.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Consents;

/// <summary>
/// Asks a person to let the application into the tenant, once: what it gives is what the connector logs in with from then on. Source: SuperOffice docs,
/// authentication/online/sign-in-user/auth-code-flow.
/// </summary>
public sealed class ConsentFlow
{
    private const int MaxCode = 4096;

    private readonly TokenEndpoint _endpoint;
    private readonly LoginDocuments _documents;
    private readonly SuperOfficeOptions _options;
    private readonly TimeProvider _time;

    internal ConsentFlow(TokenEndpoint endpoint, LoginDocuments documents, IOptions<SuperOfficeOptions> options, TimeProvider time) =>
        (_endpoint, _documents, _options, _time) = (endpoint, documents, options.Value, time);

    /// <summary>A new question. Redirect address, client id and tenant must be set.</summary>
    public ConsentRequest Begin() => ConsentRequest.Make(_options);

    /// <summary>Takes the address that the person's browser was sent to, and finds out what it is worth.</summary>
    /// <exception cref="SuperOfficeException">
    /// <see cref="FailureKind.Revoked"/> if the person said no, the answer is not to this question, is not to be trusted, or is for another tenant; nothing
    /// of it may be used then.
    /// </exception>
    public async Task<Consent> CompleteAsync(ConsentRequest request, Uri sentTo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(sentTo);
        var code = CodeIn(request, sentTo);
        var (refreshToken, idToken) = await _endpoint.RedeemAsync(code, request.Verifier, cancellationToken);
        var claims = await IdToken.ReadAsync(
            idToken, await _documents.GetKeysAsync(cancellationToken), await _documents.GetIssuerAsync(cancellationToken), _options.ClientId, request.Nonce, _time);
        if (!claims.Tenant.Equals(_options.ContextIdentifier, StringComparison.OrdinalIgnoreCase))
        {
            throw Refused(
                $"You logged in to {(claims.Tenant.Length == 0 ? "no tenant that is named" : claims.Tenant)}, not to {_options.ContextIdentifier}. Nothing was kept: log in once more, and choose {_options.ContextIdentifier}.");
        }

        return new Consent(refreshToken, claims.SystemUserToken)
        {
            Tenant = claims.Tenant,
            AssociateId = claims.AssociateId,
            Name = claims.Name,
            Company = claims.Company,
        };
    }

    /// <summary>Whether an address answers this question, be it by a no: others, such as a browser's question for an icon, do not.</summary>
    public static bool IsAnswer(Uri sentTo) => QueryHelpers.ParseQuery(sentTo.Query) is var query && (query.ContainsKey("code") || query.ContainsKey("error"));

    private static string CodeIn(ConsentRequest request, Uri sentTo)
    {
        var query = QueryHelpers.ParseQuery(sentTo.Query);
        string One(string name) => query.TryGetValue(name, out var values) && values.Count == 1 ? values[0] ?? "" : "";
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(One("state")), Encoding.UTF8.GetBytes(request.State)))
        {
            throw Refused(
                "The answer belongs to another login than this one (its state differs). Nothing was kept: use the link of this login, and its newest answer.");
        }

        if (query.ContainsKey("error"))
        {
            // Of theirs only a word that looks like a code.
            var code = One("error") is { Length: > 0 and <= 40 } error && error.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? error : "unknown";
            throw Refused(code == "access_denied"
                ? "The login was refused in the browser (access_denied). Nothing was kept: log in once more, and allow the application."
                : $"SuperOffice's login page answered {code}. Nothing was kept.");
        }

        return One("code") is { Length: > 0 and <= MaxCode } given
            ? given
            : throw Refused("The address holds no code. Give the whole address that the browser was sent to, with everything behind its question mark.");
    }

    private static SuperOfficeException Refused(string message) => new(FailureKind.Revoked, FailureScope.Tenant, message);
}
