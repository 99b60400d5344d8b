using System.Security.Cryptography;
using Connector.SuperOffice.Authentication;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Tests.Authentication;

public sealed class SystemUserTicketTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Theory]
    [InlineData(null)]
    [InlineData("123")]
    public async Task Right_token_gives_its_ticket(string? serial)
    {
        Assert.Equal(("7T:abc", 99), await ReadAsync(Token(), serial));
    }

    [Theory]
    [InlineData("1234")]
    [InlineData("12")]
    public async Task Another_serial_is_not_trusted(string serial) => await RefusedAsync(Token(), serial);

    [Fact]
    public async Task Audience_without_a_serial_is_not_trusted() => await RefusedAsync(Token(audience: "someone"));

    [Fact]
    public async Task Another_issuer_is_not_trusted() => await RefusedAsync(Token(issuer: "SuperOffice"));

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
            Assert.Equal("7T:abc", (await ReadAsync(token, null)).Ticket);
        }
        else
        {
            await RefusedAsync(token);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("7T:a\r\nInjected: 1")]
    public async Task Odd_ticket_is_not_used(string ticket) => await RefusedAsync(Token(ticket: ticket));

    [Fact]
    public async Task Text_that_is_no_token_is_not_used() => await RefusedAsync("top-secret");

    private Task<(string Ticket, int? AssociateId)> ReadAsync(string token, string? serial) =>
        SystemUserTicket.ReadAsync(token, SignedToken.Trusted, serial, _time);

    private async Task RefusedAsync(string token, string? serial = null)
    {
        var failure = await Assert.ThrowsAsync<SuperOfficeException>(() => ReadAsync(token, serial));
        Assert.Equal((FailureKind.Revoked, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.DoesNotContain("7T:", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", failure.ToString(), StringComparison.Ordinal);
    }

    private string Token(
        string issuer = "SuperOffice AS", string audience = "spn:123", string ticket = "7T:abc", string algorithm = SecurityAlgorithms.RsaSha256, RSA? key = null) =>
        new SignedToken(issuer, audience, new() { [SignedToken.ClaimPrefix + "ticket"] = ticket, [SignedToken.ClaimPrefix + "associateid"] = "99" })
        {
            Algorithm = algorithm,
            Key = key,
        }.At(_time.GetUtcNow());
}
