using System.Diagnostics;
using System.Net;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.Ingress.Tests;

public sealed class OutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Redis_is_away_posts_get_503_and_afterwards_200_without_a_restart()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = IngressHost.Start(redis);
        var eventId = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, eventId));

        await redis.KillAsync();
        for (var i = 0; i < 10; i++)
        {
            using var refused = await host.PostAsync(Bodies.Change(), cancellationToken: Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        }

        await redis.RestartAsync(Cancel);
        await Eventually.TrueAsync(async () => await PostAsync(host) == HttpStatusCode.OK, cancellationToken: Cancel);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, eventId));
        var audit = await host.AuditAsync();
        Assert.Equal((2, 1, true), (audit.Accepted, audit.Duplicates, audit.Balanced));
        Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Name == "StoreLost");
        Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Name == "StoreRegained");
    }

    [Fact]
    public async Task While_Redis_does_not_answer_posts_get_503_after_two_seconds()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = IngressHost.Start(redis);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host));

        redis.Pause();
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(host)));
        var took = Stopwatch.GetElapsedTime(started);
        redis.Resume();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer));
        Assert.InRange(took.TotalSeconds, 1.5, 4);
        await Eventually.TrueAsync(async () => await PostAsync(host) == HttpStatusCode.OK, cancellationToken: Cancel);
        Assert.True((await host.AuditAsync()).Balanced);
    }

    [Fact]
    public async Task A_post_under_way_is_finished_before_the_ingress_stops()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = IngressHost.Start(redis);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host));

        redis.Pause();
        var underWay = PostAsync(host);
        await Eventually.TrueAsync(
            () => host.Logs.GetSnapshot().Count(record => record.Message.StartsWith("Executing endpoint", StringComparison.Ordinal)) == 2,
            cancellationToken: Cancel);
        var stopping = host.Services.GetRequiredService<IHost>().StopAsync(Cancel);
        redis.Resume();

        Assert.Equal(HttpStatusCode.OK, await underWay);
        await stopping;
    }

    private static async Task<HttpStatusCode> PostAsync(IngressHost host, string? eventId = null)
    {
        using var response = await host.PostAsync(Bodies.Change(eventId), cancellationToken: Cancel);
        return response.StatusCode;
    }
}
