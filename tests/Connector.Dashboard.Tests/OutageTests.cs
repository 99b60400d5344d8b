using System.Diagnostics;
using System.Net;
using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Dashboard.Tests;

public sealed class OutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Redis_is_away_pages_say_so_and_afterwards_they_are_back_without_a_restart()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(redis);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/")).Status);

        await redis.KillAsync();
        var page = await GetAsync(host, "/");
        var problem = await GetAsync(host, "/api/audit");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (page.Status, page.Type));
        Assert.Contains("Redis does not answer", page.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (problem.Status, problem.Type));

        await redis.RestartAsync(Cancel);
        await Eventually.TrueAsync(async () => (await GetAsync(host, "/")).Status == HttpStatusCode.OK, cancellationToken: Cancel);
    }

    [Fact]
    public async Task Started_before_Redis_pages_say_so_at_once_and_are_there_as_soon_as_it_is()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await redis.KillAsync();
        await using var host = DashboardHost.StartAtOnce(redis, redisOptions: ",asyncTimeout=120000,syncTimeout=120000");

        var started = Stopwatch.GetTimestamp();
        var page = await GetAsync(host, "/");
        var problem = await GetAsync(host, "/api/audit");
        // A command to a Redis that is away would take two minutes.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 60);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (page.Status, page.Type));
        Assert.Contains("Redis does not answer", page.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (problem.Status, problem.Type));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(host, "/health")).Status);

        await redis.RestartAsync(Cancel);
        await Eventually.TrueAsync(async () => (await GetAsync(host, "/")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30), cancellationToken: Cancel);
    }

    private static async Task<(HttpStatusCode Status, string? Type, string Text)> GetAsync(DashboardHost host, string path)
    {
        using var response = await host.Client.GetAsync(path, Cancel);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Cancel));
    }
}
