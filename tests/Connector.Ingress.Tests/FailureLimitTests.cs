using System.Net;
using Connector.Ingress.Authenticity;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class FailureLimitTests(RedisFixture redis)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_21st_failure_of_an_address_gets_429_and_an_authentic_post_from_it_still_gets_200()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:WebhookSecret", IngressHost.Secret));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "another-secret-for-tests-of-44-characters-07"));
        }

        using var limited = await host.PostAsync(Bodies.Change(), token: "wrong", cancellationToken: Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, IngressHost.Secret));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(host, "another-secret-for-tests-of-44-characters-07"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, IngressHost.Secret));
        Assert.Equal(2, (await host.AuditAsync()).Accepted);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_each_client_has_its_own_limit()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:FailuresPerMinute", "1"), ("Ingress:TrustedProxies:0", "127.0.0.1"));

        Assert.Equal(HttpStatusCode.Unauthorized, await FromAsync("203.0.113.9"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.9"));
        // Addresses may fall together, but not all of these with the first: that is one in 16,384 for each.
        HttpStatusCode[] others = [await FromAsync("198.51.100.1"), await FromAsync("198.51.100.2"), await FromAsync("198.51.100.3")];
        Assert.Contains(HttpStatusCode.Unauthorized, others);

        Task<HttpStatusCode> FromAsync(string client) => host.PostWithAsync(Bodies.Change(), IngressHost.DefaultPath, ("X-Forwarded-For", client));
    }

    [Fact]
    public async Task After_a_while_an_address_is_no_longer_limited()
    {
        using var limit = new FailureLimit(most: 1, window: TimeSpan.FromMilliseconds(500));

        // However slow the machine: two in a row within one window come sooner or later.
        await Eventually.TrueAsync(() => limit.Note(IPAddress.Loopback) is not null, cancellationToken: Cancel);
        await Eventually.TrueAsync(() => limit.Note(IPAddress.Loopback) is null, cancellationToken: Cancel);
    }

    [Fact]
    public void However_many_addresses_fail_there_are_only_so_many_places()
    {
        using var limit = new FailureLimit(most: 1, window: TimeSpan.FromHours(1));
        const int addresses = 50_000;

        var limited = Enumerable.Range(0, addresses).Count(i => limit.Note(new IPAddress(i)) is not null);

        Assert.InRange(limited, addresses - 16_384, addresses - 1);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:ffff::", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::")]
    public void An_IPv6_client_is_its_network(string client, string sender) =>
        Assert.Equal(IPAddress.Parse(sender), FailureLimit.SenderOf(IPAddress.Parse(client)));

    [Fact]
    public void An_unknown_address_is_limited_as_well()
    {
        using var limit = new FailureLimit(most: 1, window: TimeSpan.FromHours(1));

        Assert.Null(limit.Note(null));
        Assert.NotNull(limit.Note(null));
    }

    private static async Task<HttpStatusCode> PostAsync(IngressHost host, string secret)
    {
        using var body = Bodies.Change();
        return await host.PostWithAsync(
            body, IngressHost.DefaultPath, ("X-Connector-Token", IngressHost.Token), await Signing.HeaderOfAsync(body, secret));
    }
}
