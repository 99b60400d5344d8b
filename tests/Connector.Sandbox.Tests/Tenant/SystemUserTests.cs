using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Sandbox.Tests.Tenant;

/// <summary>A sandbox whose clock a test sets, forwards.</summary>
public sealed class TimedSandbox : IDisposable
{
    public TimedSandbox() => Host = new([], Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    public SandboxHost Host { get; }

    public void Dispose() => Host.Dispose();
}

public sealed class SystemUserTests(TimedSandbox timed) : IClassFixture<TimedSandbox>
{
    private readonly FakeTimeProvider _time = timed.Time;
    private readonly SandboxHost _sandbox = timed.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignedToken_GivesASignedTicket()
    {
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/reset");
        var answer = await AuthenticateAsync();

        Assert.True(answer["IsSuccessful"]!.GetValue<bool>());
        var parts = answer["Token"]!.GetValue<string>().Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        Assert.Equal(("SuperOffice AS", "spn:1000100010"), (claims["iss"]!.GetValue<string>(), claims["aud"]!.GetValue<string>()));
        Assert.StartsWith("7T:", Ticket(answer), StringComparison.Ordinal);
        var key = (await _sandbox.GetAsync("/login/.well-known/jwks"))["keys"]![0]!;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key["n"]!.GetValue<string>()),
            Exponent = Base64Url.DecodeFromChars(key["e"]!.GetValue<string>()),
        });
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(1, (await _sandbox.GetAsync("/sandbox/counters"))["apiCalls"]!["POST PartnerSystemUser"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task StaleTime_IsRefused(int minutes, bool accepted)
    {
        // The signed time has no seconds.
        var now = _time.GetUtcNow();
        _time.SetUtcNow(now.AddSeconds((60 - now.Second) % 60));
        var answer = await AuthenticateAsync(at: _time.GetUtcNow().AddMinutes(minutes));

        Assert.Equal(accepted, answer["IsSuccessful"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("SignedSystemToken", "SandboxConnector-0123456789.202603020900.AAAA")]
    [InlineData("SignedSystemToken", "Other-0123456789")]
    [InlineData("SignedSystemToken", null)]
    [InlineData("ApplicationToken", "wrong")]
    [InlineData("ContextIdentifier", "Cust2")]
    [InlineData("ReturnTokenType", "SAML")]
    public async Task WrongMember_IsNotSuccessful(string member, string? value)
    {
        var answer = await AuthenticateAsync(body => body[member] = value);

        Assert.False(answer["IsSuccessful"]!.GetValue<bool>());
        Assert.Null(answer["Token"]);
        Assert.NotEmpty(answer["ErrorMessage"]!.GetValue<string>());
    }

    [Fact]
    public async Task ConfiguredPublicKey_CountsAndNoPrivateKeyIsHandedOut()
    {
        using var key = RSA.Create(2048);
        using var own = new SandboxHost(new() { ["Sandbox:SystemUserPublicKey"] = key.ExportSubjectPublicKeyInfoPem() }, _time);

        var handedOut = await own.GetAsync("/sandbox/system-user");
        using var response = await own.SendAsync(HttpMethod.Post, "/Login/api/PartnerSystemUser/Authenticate", Body(key, _time.GetUtcNow()));

        Assert.Null(handedOut["privateKey"]);
        Assert.True((await SandboxHost.JsonAsync(response))["IsSuccessful"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Ticket_IsProlongedByUseAndEndsSixHoursAfterIt()
    {
        var ticket = Ticket(await AuthenticateAsync());
        for (var use = 0; use < 2; use++)
        {
            _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync("SOTicket " + ticket));
        }

        _time.Advance(TimeSpan.FromHours(6));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("SOTicket " + ticket));
    }

    [Fact]
    public async Task Ticket_NeedsTheApplicationsSecretAndItsOwnScheme()
    {
        var ticket = Ticket(await AuthenticateAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("SOTicket " + ticket, appToken: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("SOTicket " + ticket, appToken: "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("Bearer " + ticket));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("SYSTEM:password"))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("SOTicket " + ticket));
    }

    [Fact]
    public async Task Principal_IsTheSystemUser()
    {
        var ticket = Ticket(await AuthenticateAsync());
        using var request = Request("/User/currentPrincipal", "SOTicket " + ticket, "sandbox-client-secret");
        var principal = await SandboxHost.JsonAsync(await _sandbox.Http.SendAsync(request, Cancellation));

        Assert.Equal(("SystemAssociate", "System", 99), (
            principal["UserType"]!.GetValue<string>(), principal["RoleType"]!.GetValue<string>(), principal["AssociateId"]!.GetValue<int>()));
    }

    private async Task<JsonNode> AuthenticateAsync(Action<Dictionary<string, string?>>? change = null, DateTimeOffset? at = null)
    {
        using var key = RSA.Create();
        key.ImportFromPem((await _sandbox.GetAsync("/sandbox/system-user"))["privateKey"]!.GetValue<string>());
        var body = Body(key, at ?? _time.GetUtcNow());
        change?.Invoke(body);
        using var response = await _sandbox.SendAsync(HttpMethod.Post, "/Login/api/PartnerSystemUser/Authenticate", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await SandboxHost.JsonAsync(response);
    }

    private static Dictionary<string, string?> Body(RSA key, DateTimeOffset at)
    {
        var data = "SandboxConnector-0123456789." + at.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(data), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return new()
        {
            ["SignedSystemToken"] = $"{data}.{signature}",
            ["ApplicationToken"] = "sandbox-client-secret",
            ["ContextIdentifier"] = "Cust10001",
            ["ReturnTokenType"] = "JWT",
        };
    }

    private static string Ticket(JsonNode answer) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(answer["Token"]!.GetValue<string>().Split('.')[1]))!["http://schemes.superoffice.net/identity/ticket"]!.GetValue<string>();

    private async Task<HttpStatusCode> StatusAsync(string authorization, string? appToken = "sandbox-client-secret")
    {
        using var request = Request("/Contact/1", authorization, appToken);
        using var response = await _sandbox.Http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(string resource, string authorization, string? appToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, SandboxHost.Api + resource);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("SO-AppToken", appToken);
        return request;
    }
}
