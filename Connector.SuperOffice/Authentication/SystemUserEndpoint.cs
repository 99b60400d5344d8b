using System.Net.Http.Json;
using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Authentication;

/// <summary>What the login host has for system users: <c>PartnerSystemUser/Authenticate</c>, and the keys that what it gives is signed with.</summary>
internal sealed class SystemUserEndpoint(IHttpClientFactory clients, IOptions<SuperOfficeOptions> options, TimeProvider time)
{
    private const string AuthenticateCall = "POST Login/api/PartnerSystemUser/Authenticate";
    private const string KeysCall = "GET login/.well-known/jwks";

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
        var answer = await SendAsync(AuthenticateCall, request, cancellationToken);
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

    /// <summary>The keys the login host signs with.</summary>
    public async Task<IList<SecurityKey>> GetKeysAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(TenantAddress.Login(_options), "login/.well-known/jwks"));
        request.Options.Set(CallMarks.Repeatable, true);
        var answer = await SendAsync(KeysCall, request, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw LoginFailure.Unavailable(answer);
        }

        try
        {
            return answer.ReadJson(root => JsonWebKeySet.Create(root.GetRawText()).GetSigningKeys());
        }
        catch (Exception odd) when (odd is JsonException or ArgumentException)
        {
            throw LoginFailure.Unreadable(answer, "no keys");
        }
    }

    private const string Advice =
        "Check SO_SYSTEM_USER_TOKEN, SO_PRIVATE_KEY_FILE and SO_CLIENT_SECRET, this machine's clock, and that the tenant's administrator still consents.";

    private async Task<ApiAnswer> SendAsync(string call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await clients.CreateClient(CallPipeline.LoginClient).SendAsync(request, cancellationToken);
            return await ApiAnswer.ReadAsync(call, response, time, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw ApiFailure.NoAnswer(call, FailureScope.Tenant, failure);
        }
    }
}
