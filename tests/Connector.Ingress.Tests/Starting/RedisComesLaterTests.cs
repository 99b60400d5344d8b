using System.Net;
using System.Net.Sockets;
using Connector.Ingress.Tests.Hosting;
using Connector.Ingress.Tests.Spooling;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Ingress.Tests.Starting;

/// <summary>An ingress that starts before its Redis. SuperOffice switches a webhook off after nine failures in a row, and a port where nobody listens is one.</summary>
public sealed class RedisComesLaterTests
{
    // Both try again by themselves: a spool after 2 s at most, the check after 10 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_post_before_Redis_is_there_is_answered_with_200_and_is_in_Redis_once_afterwards()
    {
        await using var world = await SpoolWorld.StartAsync();
        await world.Redis.KillAsync();
        await using var host = world.IngressAtOnce();

        var sender = await PostAsync(host, 15);
        var health = await HealthAsync(host);
        // Its first look at a Redis that is away takes seconds; one that came before its end would not be waited for.
        await Eventually.TrueAsync(() => host.Logs.GetSnapshot().Any(line => line.Id.Name == "WaitingForRedis"), Patience, cancellationToken: Cancel);
        await world.Redis.RestartAsync(Cancel);

        Assert.Equal(15, sender.Promised.Count());
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("Redis has not answered", health.Entries["redis"].Description, StringComparison.Ordinal);
        await AllAcceptedAsync(world, host, sender);
        await Eventually.TrueAsync(async () => (await HealthAsync(host)).Status == HealthStatus.Healthy, Patience, cancellationToken: Cancel);
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "WaitingForRedis");
        Assert.InRange(host.Logs.GetSnapshot().Count(line => line.Id.Name == "NotDrained"), 0, 1);
    }

    [Fact]
    public async Task A_Redis_that_loads_its_file_for_long_is_as_one_that_is_away()
    {
        await using var world = await SpoolWorld.StartAsync("--key-load-delay", "200");
        var commands = Tiers.Pick(quick: 15_000, ci: 30_000, deep: 500_000);
        await world.CommandAsync("EVAL", $"for i = 1, {commands} do redis.call('INCR', 'filler') end", 0);
        await world.Redis.KillAsync();
        await using var host = world.IngressAtOnce();

        var back = world.Redis.RestartAsync(Cancel);
        await Eventually.TrueAsync(async () => await PingAsync(world) == "-LOADING Redis is loading the dataset in memory", Patience, cancellationToken: Cancel);
        var sender = await PostAsync(host, 15);
        Assert.StartsWith("-LOADING", await PingAsync(world), StringComparison.Ordinal);

        await back;
        Assert.Equal(15, sender.Promised.Count());
        await AllAcceptedAsync(world, host, sender);
        Assert.DoesNotContain(host.Logs.GetSnapshot(), line => line.Id.Name == "RedisRefused");
    }

    [Fact]
    public async Task Without_a_spool_posts_get_503_until_Redis_is_there_and_the_health_says_why()
    {
        await using var world = await SpoolWorld.StartAsync();
        await world.Redis.KillAsync();
        await using var host = IngressHost.StartAtOnce(world.Redis);

        using var refused = await host.PostAsync(Bodies.Change(), cancellationToken: Cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (refused.StatusCode, Assert.Single(refused.Headers.GetValues("Retry-After"))));
        var health = await HealthAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("Redis has not answered", health.Entries["redis"].Description, StringComparison.Ordinal);

        await world.Redis.RestartAsync(Cancel);
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await host.PostAsync(Bodies.Change(), cancellationToken: Cancel);
                return response.StatusCode == HttpStatusCode.OK;
            },
            Patience, cancellationToken: Cancel);
    }

    [Theory]
    [InlineData("--maxmemory-policy allkeys-lru", "Set maxmemory-policy to noeviction", "CONFIG SET maxmemory-policy noeviction")]
    [InlineData("--appendonly no", "Set appendonly to yes", "CONFIG SET appendonly yes")]
    [InlineData("", "data of the profile 'another'", "DEL connector:{0}:layout")]
    [InlineData("", "has layout 99", "DEL connector:{0}:layout")]
    public async Task An_unsafe_Redis_gets_nothing_until_it_is_mended_and_then_everything(string redis, string says, string mend)
    {
        await using var world = await SpoolWorld.StartAsync(redis.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (says.Contains("another", StringComparison.Ordinal) || says.Contains("99", StringComparison.Ordinal))
        {
            var another = says.Contains("another", StringComparison.Ordinal);
            await world.CommandAsync("HSET", "connector:{0}:layout", "profile", another ? "another" : "sandbox", "version", another ? "1" : "99");
        }

        await using var host = world.IngressAtOnce(("ConnectionStrings:redis", $"127.0.0.1:{world.Redis.Port}"));
        var line = await Eventually.ValueAsync(
            () => Task.FromResult(host.Logs.GetSnapshot().FirstOrDefault(line => line.Id.Name == "RedisRefused")), line => line is not null, Patience, cancellationToken: Cancel);
        Assert.Contains(says, line!.Message, StringComparison.Ordinal);
        var keys = await world.KeysAsync();
        var sender = await PostAsync(host, 15);
        Assert.Equal(15, sender.Promised.Count());
        // Should one of its looks time out, the health says that for a moment.
        var health = await Eventually.ValueAsync(
            () => HealthAsync(host), health => health.Entries["redis"].Description!.Contains(says, StringComparison.Ordinal), Patience, cancellationToken: Cancel);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Equal(keys, await world.KeysAsync());

        await world.CommandAsync([.. mend.Split(' ')]);

        await AllAcceptedAsync(world, host, sender);
        Assert.Single(host.Logs.GetSnapshot(), line => line.Level == Microsoft.Extensions.Logging.LogLevel.Critical);
    }

    private static async Task<Sender> PostAsync(IngressHost host, int posts)
    {
        var sender = new Sender(host.Client);
        for (var i = 0; i < posts; i++)
        {
            await sender.PostAsync();
        }

        return sender;
    }

    private static async Task AllAcceptedAsync(SpoolWorld world, IngressHost host, Sender sender)
    {
        await Eventually.TrueAsync(async () => (await world.AcceptedAsync()).Count >= sender.Promised.Count(), Patience, cancellationToken: Cancel);
        await world.AllAcceptedAsync(sender.Promised);
        var audit = await Eventually.ValueAsync(host.AuditAsync, audit => audit.Spooled == 0, because: "nothing is spooled", cancellationToken: Cancel);

        // Not the duplicates: on a busy machine the drainer's call may time out and be repeated, which changes nothing else.
        Assert.Equal((sender.Promised.Count(), true), (audit.Accepted, audit.Balanced));
    }

    private static Task<HealthReport> HealthAsync(IngressHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel);

    private static async Task<string?> PingAsync(SpoolWorld world)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, world.Redis.Port, Cancel);
        await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), Cancel);
        using var answer = new StreamReader(client.GetStream());
        return await answer.ReadLineAsync(Cancel);
    }
}
