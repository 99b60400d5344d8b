using System.Net;
using System.Text.RegularExpressions;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Repository.Tests.Starting;

/// <summary>Services may be started side by side: whoever is there before Redis waits for it.</summary>
public sealed partial class RedisComesLaterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ingress")]
    [InlineData("Worker")]
    [InlineData("Dashboard")]
    public async Task A_service_listens_says_what_it_waits_for_and_is_healthy_once_Redis_is_there(string service)
    {
        Assert.SkipUnless(service == "Ingress" || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: _ct);
        await redis.KillAsync();
        await using var running = await RunningService.StartAsync(service, WorkableSettings.With(("ConnectionStrings:redis", redis.ConnectionString)), _ct);

        Assert.Contains($"at 127.0.0.1:{redis.Port},", await running.SaysAsync(Waiting(), _ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(running));
        Assert.False(running.HasEnded);

        await redis.RestartAsync(_ct);
        await Eventually.TrueAsync(async () => await HealthAsync(running) == HttpStatusCode.OK, Patience, cancellationToken: _ct);
        Assert.Single(running.Lines, line => line.Contains("is there and safe", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ingress")]
    [InlineData("Worker")]
    [InlineData("Dashboard")]
    public async Task A_service_ends_with_one_line_if_the_Redis_that_comes_is_unsafe(string service)
    {
        Assert.SkipUnless(service == "Worker" || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = ["--appendonly", "no"] }, _ct);
        await redis.KillAsync();
        await using var running = await RunningService.StartAsync(service, WorkableSettings.With(("ConnectionStrings:redis", redis.ConnectionString)), _ct);
        await running.SaysAsync(Waiting(), _ct);

        await redis.RestartAsync(_ct);

        Assert.Equal(1, await running.EndAsync(_ct));
        var line = Assert.Single(running.Lines, line => line.Contains("Z crit: ", StringComparison.Ordinal));
        Assert.Contains($"Connector.{service} did not start. Redis has no append-only file", line, StringComparison.Ordinal);
        Assert.DoesNotContain(running.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Worker", "version", "99", "layout 99")]
    [InlineData("Dashboard", "version", "99", "layout 99")]
    [InlineData("Worker", "profile", "another", "profile 'another'")]
    [InlineData("Dashboard", "profile", "another", "profile 'another'")]
    public async Task A_service_ends_if_the_data_become_a_newer_versions_or_another_profiles_and_does_not_start_again(
        string service, string field, string value, string says)
    {
        Assert.SkipUnless((service, field) == ("Worker", "version") || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: _ct);
        await using var connection = await redis.ConnectAsync();
        var settings = WorkableSettings.With(("ConnectionStrings:redis", redis.ConnectionString), ("Jobs:WatchEvery", "00:00:00.200"));
        await using var running = await RunningService.StartAsync(service, settings, _ct);
        await Eventually.TrueAsync(async () => await HealthAsync(running) == HttpStatusCode.OK, Patience, cancellationToken: _ct);

        await connection.GetDatabase().HashSetAsync("connector:{0}:layout", field, value);

        Assert.Equal(1, await running.EndAsync(_ct));
        Assert.Contains(says, Assert.Single(running.Lines, line => line.Contains("Z crit: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        await using var again = await RunningService.StartAsync(service, settings, _ct);
        Assert.Equal(1, await again.EndAsync(_ct));
        Assert.Contains(again.Lines, line => line.Contains($"Connector.{service} did not start.", StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal));
    }

    private async Task<HttpStatusCode> HealthAsync(RunningService service)
    {
        using var answer = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), _ct);
        return answer.StatusCode;
    }

    [GeneratedRegex("Waiting for Redis")]
    private static partial Regex Waiting();
}
