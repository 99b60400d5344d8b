using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>A Redis that was safe when the ingress started, and is not any more: a 200 still means that the event is durable.</summary>
public sealed partial class UnsafeLaterTests
{
    private static readonly (string, string?) LooksOften = ("Jobs:WatchEvery", "00:00:00.200");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("appendonly", "no", "yes")]
    [InlineData("maxmemory-policy", "allkeys-lru", "noeviction")]
    public async Task Made_unsafe_under_us_it_is_given_nothing_until_it_is_safe_again(string setting, string wrong, string right)
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress(LooksOften);
        var sender = new Sender(host.Client);
        await sender.PostAsync();

        await world.CommandAsync("CONFIG", "SET", setting, wrong);
        await BecomesAsync(host, HealthStatus.Degraded);
        await sender.PostAsync();

        Assert.Single(await world.AcceptedAsync());
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "RedisUnsafe" && line.Message.Contains(setting == "appendonly" ? "append-only" : setting, StringComparison.Ordinal));

        await world.CommandAsync("CONFIG", "SET", setting, right);
        await world.AllAcceptedAsync(sender.Promised);
        Assert.Equal(2, sender.Promised.Count());
        await BecomesAsync(host, HealthStatus.Healthy);
    }

    // A newer version beside us has migrated the data, or somebody has exchanged the Redis behind its name.
    [Theory]
    [InlineData("version", "99", "2", "has layout 99")]
    [InlineData("profile", "another", "sandbox", "data of the profile 'another'")]
    public async Task Data_that_are_not_ours_any_more_are_given_nothing_and_left_as_they_are(string field, string wrong, string right, string says)
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress(LooksOften);
        var sender = new Sender(host.Client);
        await sender.PostAsync();

        await world.CommandAsync("HSET", "connector:{0}:layout", field, wrong);
        await BecomesAsync(host, HealthStatus.Degraded);
        var watchers = await WatchersAsync();
        await sender.PostAsync();
        await world.CommandAsync("CONFIG", "RESETSTAT");
        // It has looked at Redis again, and again not used it.
        await Eventually.TrueAsync(async () => await ScriptsAsync() >= 5, cancellationToken: Cancel);

        Assert.Single(await world.AcceptedAsync());
        Assert.Equal(watchers, await WatchersAsync());
        Assert.Contains(says, Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "RedisUnsafe").Message, StringComparison.Ordinal);

        await world.CommandAsync("HSET", "connector:{0}:layout", field, right);
        await world.AllAcceptedAsync(sender.Promised);
        Assert.Equal(2, sender.Promised.Count());
        await BecomesAsync(host, HealthStatus.Healthy);

        async Task<int> ScriptsAsync() => Scripts().Match((await world.CommandAsync("INFO", "commandstats")).ToString()) is { Success: true } found
            ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;

        async Task<string> WatchersAsync() => (await world.CommandAsync("HVALS", "connector:{0}:watchers")).ToString();
    }

    [Theory]
    [InlineData("--appendonly", "no")]
    [InlineData("--maxmemory-policy", "volatile-lru")]
    public async Task Restarted_unsafe_it_is_given_nothing_from_the_first_post_on(string setting, string wrong)
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress();
        var sender = new Sender(host.Client);
        await sender.PostAsync();
        var before = sender.Promised.ToList();
        await world.Redis.KillAsync();
        using var stop = new CancellationTokenSource();
        var sending = sender.SendAsync(stop.Token);

        await world.Redis.RestartAsync([setting, wrong], Cancel);
        await Eventually.TrueAsync(() => host.Logs.GetSnapshot().Any(line => line.Id.Name == "RedisUnsafe"), cancellationToken: Cancel);
        var then = sender.Answers.Count;
        await Eventually.TrueAsync(() => sender.Answers.Count > then + 100, cancellationToken: Cancel);
        await stop.CancelAsync();
        await sending;

        // Without the file it kept before it has nothing, and with it what it had.
        Assert.Equal(setting == "--appendonly" ? [] : before, await world.AcceptedAsync());
        Assert.All(sender.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await world.Redis.RestartAsync(Cancel);
        await world.AllAcceptedAsync(sender.Promised);
    }

    [Fact]
    public async Task Without_a_spool_posts_are_refused_meanwhile()
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress(LooksOften, ("Ingress:Spool:Directory", ""));
        var sender = new Sender(host.Client);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync()).Status);

        await world.CommandAsync("CONFIG", "SET", "appendonly", "no");
        await BecomesAsync(host, HealthStatus.Degraded);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), await AnswerAsync());
        Assert.Single(await world.AcceptedAsync());

        await world.CommandAsync("CONFIG", "SET", "appendonly", "yes");
        await Eventually.ValueAsync(AnswerAsync, answer => answer.Status == HttpStatusCode.OK, cancellationToken: Cancel);

        async Task<(HttpStatusCode? Status, string? RetryAfter)> AnswerAsync() => await sender.PostAsync() is var answer ? (answer.Status, answer.RetryAfter) : default;
    }

    [GeneratedRegex("cmdstat_evalsha(?:_ro)?:calls=([0-9]+)")]
    private static partial Regex Scripts();

    private static Task<HealthStatus> BecomesAsync(IngressHost host, HealthStatus status) => Eventually.ValueAsync(
        async () => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "redis", Cancel)).Status,
        now => now == status,
        cancellationToken: Cancel);
}
