using System.Net;
using Connector.Ingress.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class RefusalLogTests(RedisFixture redis) : IAsyncLifetime
{
    private IngressHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        _host = IngressHost.Start(redis);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Refusals_are_logged_as_warnings_with_address_and_outcome()
    {
        using var response = await _host.PostAsync(Bodies.Change(), token: "wrong", cancellationToken: Cancel);

        var line = Assert.Single(_host.Logs.GetSnapshot(), record => record.Id.Name == "Refused");
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("unauthorized", line.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_of_refusals_is_logged_only_in_part()
    {
        for (var i = 0; i < 200; i++)
        {
            using var response = await _host.PostAsync(Bodies.Change(), token: "wrong", cancellationToken: Cancel);
            Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests);
        }

        // Ten a minute, and a minute may just have begun.
        Assert.InRange(_host.Logs.GetSnapshot().Count(record => record.Id.Name == "Refused"), 1, 20);
        Assert.InRange(_host.Logs.GetSnapshot().Count(record => record.Id.Name == "ManyFailures"), 1, 2);
    }
}
