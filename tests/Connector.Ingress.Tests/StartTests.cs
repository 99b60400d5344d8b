using Connector.Ingress.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class StartTests(RedisFixture redis)
{
    [Theory]
    [InlineData("Ingress:WebhookToken", null, "anybody could post")]
    [InlineData("Ingress:WebhookToken", "", "anybody could post")]
    [InlineData("Ingress:WebhookToken", "fifteen-chars-x", "fewer than 16")]
    [InlineData("Ingress:WebhookSecret", "fifteen-chars-x", "Ingress:WebhookSecret has fewer than 16")]
    [InlineData("Ingress:WebhookSecretPrevious", "fifteen-chars-x", "Ingress:WebhookSecretPrevious has fewer than 16")]
    [InlineData("Ingress:WebhookTokenPrevious", "fifteen-chars-x", "Ingress:WebhookTokenPrevious has fewer than 16")]
    [InlineData("Ingress:WebhookToken", "a-token-of-two-lines\nand-thirty-two", "control character")]
    [InlineData("Ingress:WebhookSecret", IngressHost.Token, "Ingress:WebhookSecret is also a token")]
    [InlineData("Ingress:Proof", "Signature", "Ingress:Proof is Signature, but Ingress:WebhookSecret is missing")]
    [InlineData("Ingress:Proof", "Both", "Ingress:Proof is Both, but Ingress:WebhookSecret is missing")]
    [InlineData("Ingress:Proof", "Either", "Ingress:Proof is Either, but Ingress:WebhookSecret is missing")]
    [InlineData("Ingress:Proof", "7", "Ingress:Proof must be")]
    [InlineData("Ingress:FailuresPerMinute", "0", "between 1 and 10000")]
    [InlineData("Ingress:TrustedProxies:0", "proxy.example", "Ingress:TrustedProxies:0 is neither")]
    [InlineData("Ingress:TrustedProxies:0", "10.1.0.0/33", "Ingress:TrustedProxies:0 is neither an address nor a network such as 10.1.0.0/16: '10.1.0.0/33'.")]
    [InlineData("Ingress:TrustedProxies", "10.1.0.0/16", "Ingress:TrustedProxies is '10.1.0.0/16', and has to be a list")]
    [InlineData("Ingress:TrustedProxies:0", "0.0.0.0/0", "Ingress:TrustedProxies:0 is everybody")]
    [InlineData("Ingress:TrustedProxies:0", "::/0", "Ingress:TrustedProxies:0 is everybody")]
    [InlineData("Tenants:Directory", "/nowhere/at/all", "Tenants:Directory is not")]
    [InlineData("Tenants:ReadEvery", "00:00:00", "Tenants:ReadEvery must be")]
    [InlineData("Ingress:Tenant", null, "Ingress:Tenant is missing")]
    [InlineData("Ingress:Tenant", "10001", "Cust followed by digits")]
    [InlineData("Ingress:Tenant", "Cust10001/..", "Cust followed by digits")]
    [InlineData("Ingress:MaxBodyBytes", "100", "between 1024 and 1048576")]
    [InlineData("Ingress:MaxBodyBytes", "99999999", "between 1024 and 1048576")]
    public async Task An_unsafe_set_up_does_not_start_and_says_why(string key, string? value, string expected)
    {
        await using var host = new IngressHost(redis, (key, value));

        var failure = Assert.Throws<OptionsValidationException>(host.StartServer);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_missing_but_the_proof_asks_for_one()
    {
        await using var host = new IngressHost(
            redis, ("Ingress:WebhookToken", ""), ("Ingress:WebhookSecret", IngressHost.Secret), ("Ingress:Proof", "Token"));

        var failure = Assert.Throws<OptionsValidationException>(host.StartServer);
        Assert.Equal("Ingress:Proof is Token, but Ingress:WebhookToken is missing.", Assert.Single(failure.Failures));
    }

    [Theory]
    [InlineData("sixteen-chars-xy", 1)]
    [InlineData("thirty-two-characters-0123456789", 0)]
    public async Task A_short_token_or_secret_starts_with_a_warning(string secret, int warnings)
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:WebhookSecret", secret));

        var lines = host.Logs.GetSnapshot();
        Assert.Equal(warnings, lines.Count(record => record.Id.Name == "WeakCredential"));
        Assert.All(lines, record => Assert.DoesNotContain(secret, record.Message, StringComparison.Ordinal));
    }
}
