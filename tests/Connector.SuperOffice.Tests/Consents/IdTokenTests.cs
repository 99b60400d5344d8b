using System.Security.Cryptography;
using Connector.SuperOffice.Consents;
using Connector.SuperOffice.Tests.Authentication;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Tests.Consents;

/// <summary>What a login's id token must be to be believed.</summary>
public sealed class IdTokenTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task Right_token_says_who_and_where()
    {
        var read = await ReadAsync(Token());

        Assert.Equal(("Cust10001", 11, "ANNA", "App-0123456789"), (read.Tenant, read.AssociateId, read.Name, read.SystemUserToken));
    }

    [Fact]
    public async Task Another_issuer_is_not_trusted() => await RefusedAsync(Token(issuer: "https://online.superoffice.com"));

    [Fact]
    public async Task Another_applications_token_is_not_trusted() => await RefusedAsync(Token(audience: "another"));

    [Fact]
    public async Task Another_logins_token_is_not_trusted() => Assert.Contains("nonce", (await RefusedAsync(Token(nonce: "another"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Token_without_a_nonce_is_not_trusted() => await RefusedAsync(Token(nonce: null));

    [Fact]
    public async Task Another_key_is_not_trusted()
    {
        using var other = RSA.Create(2048);
        await RefusedAsync(Token(key: other));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha512)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    public async Task Another_algorithm_is_not_trusted(string algorithm) => await RefusedAsync(Token(algorithm: algorithm));

    [Fact]
    public async Task Unsigned_token_is_not_trusted() => await RefusedAsync(SignedToken.Unsigned(Token()));

    [Theory]
    [InlineData(6, true)]
    [InlineData(8, false)]
    [InlineData(-3, true)]
    [InlineData(-5, false)]
    public async Task Lifetime_is_kept_but_for_small_differences_of_clocks(int minutes, bool trusted)
    {
        var token = Token();
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(minutes));
        if (trusted)
        {
            Assert.Equal("Cust10001", (await ReadAsync(token)).Tenant);
        }
        else
        {
            await RefusedAsync(token);
        }
    }

    [Fact]
    public async Task Text_that_is_no_token_is_not_told() => await RefusedAsync("top-secret");

    private async Task<SuperOfficeException> RefusedAsync(string token)
    {
        var failure = await Assert.ThrowsAsync<SuperOfficeException>(() => ReadAsync(token));

        Assert.Equal((FailureKind.Revoked, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.DoesNotContain(token, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Nothing was kept", failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private Task<IdToken> ReadAsync(string token) =>
        IdToken.ReadAsync(token, SignedToken.Trusted, "https://sod.superoffice.com", "client", "a-nonce", _time);

    private string Token(
        string issuer = "https://sod.superoffice.com", string audience = "client", string? nonce = "a-nonce", RSA? key = null, string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var claims = new Dictionary<string, object>
        {
            [SignedToken.ClaimPrefix + "ctx"] = "Cust10001",
            [SignedToken.ClaimPrefix + "associateid"] = "11",
            [SignedToken.ClaimPrefix + "initials"] = "ANNA",
            [SignedToken.ClaimPrefix + "system_token"] = "App-0123456789",
        };
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        return new SignedToken(issuer, audience, claims) { Algorithm = algorithm, Key = key }.At(_time.GetUtcNow());
    }
}
