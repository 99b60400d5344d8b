using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class LoginTests(RestFixture rest) : IClassFixture<RestFixture>, IAsyncLifetime
{
    private readonly SandboxHost _sandbox = rest.Sandbox;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/reset");

    [Fact]
    public async Task State_TellsTheApiBaseOfThisHost()
    {
        var state = await _sandbox.GetAsync("/api/state/Cust10001");

        Assert.Equal("Running", state["State"]!.GetValue<string>());
        Assert.True(state["IsRunning"]!.GetValue<bool>());
        Assert.Equal(new Uri(_sandbox.Http.BaseAddress!, "/Cust10001/api").AbsoluteUri, state["Api"]!.GetValue<string>());
        Assert.EndsWith("/Cust10001", state["Endpoint"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("Z", state["ValidUntil"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Cust10001", state["ContextIdentifier"]!.GetValue<string>());
        Assert.StartsWith("Release_", state["Version"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_OfAnotherTenant_IsUnknown()
    {
        var state = await _sandbox.GetAsync("/api/state/Cust2");

        Assert.Equal("Unknown", state["State"]!.GetValue<string>());
        Assert.False(state["IsRunning"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Refresh_AnswersAnAccessTokenAndNoRefreshToken()
    {
        using var response = await _sandbox.TokenAsync();
        var token = await SandboxHost.JsonAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Bearer", token["token_type"]!.GetValue<string>());
        Assert.StartsWith("8A:Cust10001.", token["access_token"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(3600, token["expires_in"]!.GetValue<int>());
        Assert.False(token.AsObject().ContainsKey("refresh_token"));
    }

    [Fact]
    public async Task Refresh_WithParametersInTheQuery_IsAccepted()
    {
        using var response = await _sandbox.Http.PostAsync(
            "/login/common/oauth/tokens?grant_type=refresh_token&client_id=sandbox-client&client_secret=sandbox-client-secret&refresh_token=sandbox-refresh-token",
            null, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Refresh_WithTheClientInABasicHeader_IsAccepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/common/oauth/tokens")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "sandbox-refresh-token")]),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("sandbox-client:sandbox-client-secret")));

        using var response = await _sandbox.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("client_secret", "wrong", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_id", "wrong", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("refresh_token", "wrong", HttpStatusCode.BadRequest, "invalid_grant")]
    [InlineData("refresh_token", "", HttpStatusCode.BadRequest, "invalid_grant")]
    [InlineData("grant_type", "client_credentials", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    public async Task Refresh_WithAWrongParameter_AnswersAnOAuthError(string name, string value, HttpStatusCode status, string error)
    {
        using var response = await _sandbox.TokenAsync(new() { [name] = value });
        var body = await SandboxHost.JsonAsync(response);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, body["error"]!.GetValue<string>());
        Assert.False(body.AsObject().ContainsKey("access_token"));
    }

    [Fact]
    public async Task IdToken_IsSignedByThePublishedKeyAndNamesTheAssociate()
    {
        var idToken = (await SandboxHost.JsonAsync(await _sandbox.TokenAsync()))["id_token"]!.GetValue<string>().Split('.');
        var metadata = await _sandbox.GetAsync("/login/.well-known/openid-configuration");
        var key = (await _sandbox.GetAsync(new Uri(metadata["jwks_uri"]!.GetValue<string>()).PathAndQuery))["keys"]![0]!;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key["n"]!.GetValue<string>()),
            Exponent = Base64Url.DecodeFromChars(key["e"]!.GetValue<string>()),
        });

        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{idToken[0]}.{idToken[1]}"), Base64Url.DecodeFromChars(idToken[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(idToken[1]))!;
        Assert.Equal("77", claims["http://schemes.superoffice.net/identity/associateid"]!.GetValue<string>());
        Assert.Equal("Cust10001", claims["http://schemes.superoffice.net/identity/ctx"]!.GetValue<string>());
        Assert.Equal(300, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.Equal(metadata["issuer"]!.GetValue<string>(), claims["iss"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer 8A:Cust10001.unknown")]
    [InlineData("Basic c2FuZGJveDpzYW5kYm94")]
    public async Task Api_WithoutAKnownToken_Answers401(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SandboxHost.Api + "/Contact/1");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await _sandbox.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.True((await SandboxHost.JsonAsync(response))["Error"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Api_WithAnExpiredToken_Answers401()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var own = new SandboxHost([], time);
        using var client = await own.LoginAsync();
        time.Advance(TimeSpan.FromSeconds(3599));
        using var before = await client.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));

        using var after = await client.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task RevokedRefreshToken_IsRefusedUntilTheSwitchIsTurnedBack()
    {
        await _sandbox.TurnAsync(new { refreshTokenRevoked = true });
        using var revoked = await _sandbox.TokenAsync();
        await _sandbox.SendAsync(HttpMethod.Delete, "/sandbox/faults");
        using var restored = await _sandbox.TokenAsync();

        Assert.Equal(HttpStatusCode.BadRequest, revoked.StatusCode);
        Assert.Equal("invalid_grant", (await SandboxHost.JsonAsync(revoked))["error"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
    }

    [Fact]
    public async Task RotationSwitch_GivesANewRefreshTokenAndEndsTheOld()
    {
        await _sandbox.TurnAsync(new { rotateRefreshTokens = true });
        var rotated = (await SandboxHost.JsonAsync(await _sandbox.TokenAsync()))["refresh_token"]!.GetValue<string>();
        using var old = await _sandbox.TokenAsync();
        using var next = await _sandbox.TokenAsync(new() { ["refresh_token"] = rotated });
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/reset");
        using var afterReset = await _sandbox.TokenAsync();

        Assert.Equal(HttpStatusCode.BadRequest, old.StatusCode);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.NotEqual(rotated, (await SandboxHost.JsonAsync(next))["refresh_token"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, afterReset.StatusCode);
    }

    [Fact]
    public async Task RevokedConsent_IsFollowedByANewOne()
    {
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tokens/revoke");
        using var revoked = await _sandbox.TokenAsync();
        var consent = await SandboxHost.JsonAsync(await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tokens/consent"));
        using var renewed = await _sandbox.TokenAsync(new() { ["refresh_token"] = consent["refreshToken"]!.GetValue<string>() });

        Assert.Equal(HttpStatusCode.BadRequest, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
    }

    [Fact]
    public async Task TokenLifetimeSwitch_CountsForTokensGivenOutFromThenOn()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var own = new SandboxHost([], time);
        using var longLived = await own.LoginAsync();
        await own.TurnAsync(new { tokenLifetimeSeconds = 60 });
        Assert.Equal(60, (await SandboxHost.JsonAsync(await own.TokenAsync()))["expires_in"]!.GetValue<int>());
        using var shortLived = await own.LoginAsync();
        time.Advance(TimeSpan.FromSeconds(60));

        using var stillGood = await longLived.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);
        using var ended = await shortLived.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (stillGood.StatusCode, ended.StatusCode));
    }

    [Fact]
    public async Task TokenRefusalSwitch_Answers403()
    {
        using var client = await _sandbox.LoginAsync();
        await _sandbox.TurnAsync(new { tokenRefusalStatus = 403 });
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tokens/expire");

        using var refused = await client.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);
        using var odd = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/faults", new { tokenRefusalStatus = 500 });

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (refused.StatusCode, odd.StatusCode));
    }

    [Theory]
    [InlineData("currentPrincipal", 404)]
    [InlineData("currentPrincipal", 500)]
    [InlineData("currentAssociate", 404)]
    [InlineData("currentAssociate", 500)]
    public async Task IdentitySwitch_BlocksOneCall(string call, int status)
    {
        using var client = await _sandbox.LoginAsync();
        await _sandbox.TurnAsync(new Dictionary<string, int> { [call + "Status"] = status });

        using var blocked = await client.GetAsync($"{SandboxHost.Api}/User/{call}", Cancellation);
        using var open = await client.GetAsync($"{SandboxHost.Api}/User/{(call == "currentPrincipal" ? "currentAssociate" : "currentPrincipal")}", Cancellation);

        Assert.Equal((status, 200), ((int)blocked.StatusCode, (int)open.StatusCode));
    }
}
