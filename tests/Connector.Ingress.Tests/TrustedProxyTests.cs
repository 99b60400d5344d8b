using System.Net;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class TrustedProxyTests(RedisFixture redis)
{
    [Theory]
    [InlineData("", "203.0.113.9", "127.0.0.1")]
    [InlineData("10.0.0.0/8", "203.0.113.9", "127.0.0.1")]
    [InlineData("127.0.0.0/8", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "2001:db8::9", "2001:db8::9")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1,203.0.113.0/24", "198.51.100.1, 203.0.113.9", "198.51.100.1")]
    [InlineData("127.0.0.1", "forged", "127.0.0.1")]
    [InlineData("127.0.0.1", "198.51.100.1, forged", "127.0.0.1")]
    public async Task The_address_a_proxy_names_counts_only_from_trusted_ones(string trusted, string forwarded, string logged)
    {
        await redis.FlushAsync();
        (string, string?)[] settings = [.. trusted.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((proxy, at) => ($"Ingress:TrustedProxies:{at}", (string?)proxy))];
        await using var host = IngressHost.Start(redis, settings);

        Assert.Equal(logged, await AddressLoggedAsync(host, forwarded));
    }

    [Fact]
    public async Task The_environment_cannot_make_everybody_a_trusted_proxy()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("ForwardedHeaders_Enabled", "true"));

        Assert.Equal("127.0.0.1", await AddressLoggedAsync(host, "203.0.113.9"));
    }

    private static async Task<string?> AddressLoggedAsync(IngressHost host, string forwarded)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await host.PostWithAsync(Bodies.Change(), IngressHost.DefaultPath, ("X-Forwarded-For", forwarded)));
        return Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "Refused").GetStructuredStateValue("RemoteAddress");
    }
}
