using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Connector.SuperOffice.Calls;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Authentication;

/// <summary>
/// The login of the application's own user: a system token, signed by the application, is exchanged for a ticket. Source: SuperOffice docs,
/// authentication/online/auth-application.
/// <para>
/// A ticket ends six hours after its last use. What counts here as its use is that a call is about to be sent with it; if
/// that call does not arrive, the ticket may end earlier than is thought here, is refused, and is replaced by one more login. The margin is
/// longer than the interval in which processes tell each other of their uses, and the accuracy of clocks.
/// </para>
/// </summary>
internal sealed class SystemUserFlow(
    SystemUserEndpoint endpoint, LoginDocuments documents, IOptions<SuperOfficeOptions> options, TimeProvider time) : ILoginFlow
{
    private const string Call = "POST Login/api/PartnerSystemUser/Authenticate";

    private readonly SuperOfficeOptions _options = options.Value;

    public string Name => "system-user";

    public string Configured
    {
        get
        {
            // The key itself, where it is in a file, may be replaced; what it is called says enough to notice another set-up.
            var key = _options.PrivateKey is { Length: > 0 } inline ? Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(inline))) : _options.PrivateKeyFile;
            return $"{_options.SystemUserToken}\0{key}";
        }
    }

    public TimeSpan? IdleLifetime { get; } = TimeSpan.FromHours(6) - TimeSpan.FromMinutes(20);

    public bool IsDedicated => true;

    public async Task<(LoginAccess Access, string? RefreshToken)> LogInAsync(string? refreshToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, time);
        try
        {
            var token = await endpoint.AuthenticateAsync(timeout.Token);
            var (ticket, associateId) = await SystemUserTicket.ReadAsync(token, await documents.GetKeysAsync(timeout.Token), _options.Serial, time);
            return (new LoginAccess(ticket, time.GetUtcNow(), DateTimeOffset.MaxValue, associateId), null);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw ApiFailure.TimedOut(Call, _options.Timeout, FailureScope.Tenant);
        }
    }

    public void Authorize(HttpRequestHeaders headers, string value)
    {
        headers.Authorization = new AuthenticationHeaderValue("SOTicket", value);
        headers.Add("SO-AppToken", _options.ClientSecret);
    }
}
