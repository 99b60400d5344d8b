using System.Net.Http.Json;
using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Authentication;

/// <summary>What the login host has for system users: <c>PartnerSystemUser/Authenticate</c>.</summary>
internal sealed class SystemUserEndpoint(LoginCaller login, IOptions<SuperOfficeOptions> options, TimeProvider time)
{
    private const string AuthenticateCall = "POST Login/api/PartnerSystemUser/Authenticate";

    private readonly SuperOfficeOptions _options = options.Value;

    /// <summary>Exchanges a signed system token for a JSON Web Token that holds a ticket.</summary>
    /// <exception cref="SuperOfficeException"><see cref="FailureKind.Revoked"/> if the server says no.</exception>
    public async Task<string> AuthenticateAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(TenantAddress.Login(_options), "Login/api/PartnerSystemUser/Authenticate"))
        {
            Content = JsonContent.Create(new Dictionary<string, string>
            {
                ["SignedSystemToken"] = SystemUserKey.Sign(_options, time.GetUtcNow()),
                ["ApplicationToken"] = _options.ClientSecret,
                ["ContextIdentifier"] = _options.ContextIdentifier,
                ["ReturnTokenType"] = "JWT",
            }),
        };
        var answer = await login.SendAsync(AuthenticateCall, request, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw LoginFailure.From(answer, Advice);
        }

        try
        {
            // ErrorMessage may repeat what was sent, so it is not told.
            return answer.ReadJson(root => root.Flag("IsSuccessful") ? root.Text("Token") : throw LoginFailure.Refused(answer, "not successful", Advice));
        }
        catch (JsonException)
        {
            throw LoginFailure.Unreadable(answer, "no token");
        }
    }

    private const string Advice =
        "Check SO_SYSTEM_USER_TOKEN, SO_PRIVATE_KEY_FILE and SO_CLIENT_SECRET, this machine's clock, and that the tenant's administrator still consents.";
}
