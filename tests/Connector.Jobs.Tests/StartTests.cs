using Connector.Jobs.Audit;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

public sealed class StartTests(RedisFixture redis)
{
    [Fact]
    public async Task A_safe_and_empty_server_is_made_ours_and_everything_can_be_had()
    {
        using var host = Host(Own(redis));
        await host.StartAsync(Machine.Cancellation);

        foreach (var type in new[]
        {
            typeof(EventIntake), typeof(WaitingEvents), typeof(Passes), typeof(Holds), typeof(WorkSignal), typeof(WriteLedger),
            typeof(SyncRuns), typeof(JobAudit), typeof(SpoolCounts),
        })
        {
            Assert.NotNull(host.Services.GetRequiredService(type));
        }

        await host.Services.GetRequiredService<EventIntake>().AcceptAsync([Machine.Event()], Machine.Cancellation);
        Assert.Single(await host.Services.GetRequiredService<WaitingEvents>().ReadAsync("decider", 10, Machine.Cancellation));
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Machine.Cancellation);
        Assert.Equal((HealthStatus.Healthy, "redis"), (health.Status, Assert.Single(health.Entries).Key));
        await host.StopAsync(Machine.Cancellation);
    }

    [Fact]
    public async Task Another_profiles_data_is_refused()
    {
        var connection = Own(redis);
        using (var sandbox = Host(connection))
        {
            await sandbox.StartAsync(Machine.Cancellation);
            await sandbox.StopAsync(Machine.Cancellation);
        }

        await RefusesAsync(Host(connection, ("Jobs:Profile", "tenant")), "profile 'sandbox'");
    }

    [Fact]
    public async Task A_newer_layouts_data_is_refused()
    {
        var connection = Own(redis);
        await using var other = await ConnectionMultiplexer.ConnectAsync(connection);
        await other.GetDatabase().HashSetAsync(Machine.Prefix + "layout", [new("profile", "sandbox"), new("version", 99)]);

        await RefusesAsync(Host(connection), "layout 99");
    }

    [Theory]
    [InlineData("--maxmemory-policy allkeys-lru", "noeviction")]
    [InlineData("--appendonly no", "appendonly to yes")]
    [InlineData("--maxmemory-policy volatile-ttl --user limited on >secret ~* &* +@all -config", "noeviction")]
    [InlineData("--appendonly no --user limited on >secret ~* &* +@all -config", "appendonly to yes")]
    [InlineData("--user limited on >secret ~* &* +@all -config -info", "Allow this user INFO")]
    public async Task A_server_on_which_events_can_get_lost_is_refused(string arguments, string says)
    {
        await using var server = await StartAsync(arguments);
        await RefusesAsync(Host(Login(server, arguments)), says);
    }

    [Theory]
    [InlineData("--appendfsync everysec", "up to two seconds")]
    [InlineData("--user limited on >secret ~* &* +@all -config", "does not tell its appendfsync")]
    public async Task A_server_that_may_lose_the_last_moment_says_so_in_one_line(string arguments, string says)
    {
        await using var server = await StartAsync(arguments);
        var logs = new Logs();
        using var host = Host(Login(server, arguments), logs);

        await host.StartAsync(Machine.Cancellation);

        Assert.Contains(logs.Lines, line => line.Contains(says, StringComparison.Ordinal));
        await host.StopAsync(Machine.Cancellation);
    }

    [Fact]
    public async Task A_server_that_comes_later_is_waited_for()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var server = await StartAsync("");
        await server.KillAsync();
        var logs = new Logs();
        using var host = Host(server.ConnectionString, logs);

        var start = host.StartAsync(Machine.Cancellation);
        await Connector.Testing.Eventually.TrueAsync(
            () => logs.Lines.Any(line => line.Contains("Waiting for Redis", StringComparison.Ordinal)), TimeSpan.FromSeconds(15), cancellationToken: Machine.Cancellation);
        Assert.False(start.IsCompleted);
        await server.RestartAsync(Machine.Cancellation);

        await start;
        await host.StopAsync(Machine.Cancellation);
    }

    [Theory]
    [InlineData("Jobs:Heartbeat", "00:00:11", "a third of Jobs:Lease")]
    [InlineData("Jobs:LongestQuiet", "00:00:01", "at least Jobs:Quiet")]
    [InlineData("Jobs:LongestPass", "00:00:20", "at least Jobs:Lease")]
    [InlineData("Jobs:BodyRetention", "100.00:00:00", "at most Jobs:Retention")]
    [InlineData("Jobs:Lease", "00:00:00", "Lease")]
    [InlineData("Jobs:Profile", "Not A Profile", "Profile")]
    public async Task Settings_that_contradict_each_other_are_refused(string key, string value, string says)
    {
        using var host = Host(Own(redis), (key, value));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Machine.Cancellation));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_connection_string_is_named()
    {
        using var host = Host(null);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Machine.Cancellation));
        Assert.Contains("ConnectionStrings:redis", refusal.Message, StringComparison.Ordinal);
    }

    private static string Own(RedisFixture redis) => $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}";

    private static Task<RedisServer> StartAsync(string arguments) => RedisServer.StartNewAsync(
        new RedisServerOptions { ExtraArguments = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries) }, Machine.Cancellation);

    // As the user whom a managed server would give us, where the arguments define one.
    private static string Login(RedisServer server, string arguments) =>
        server.ConnectionString + (arguments.Contains("limited", StringComparison.Ordinal) ? ",user=limited,password=secret" : "");

    private static IHost Host(string? connection, params (string Key, string Value)[] settings) => Host(connection, new Logs(), settings);

    private static IHost Host(string? connection, Logs logs, params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(logs);
        builder.Configuration["ConnectionStrings:redis"] = connection;
        builder.Configuration["Jobs:Profile"] = "sandbox";
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.AddConnectorJobs();
        return builder.Build();
    }

    private static async Task RefusesAsync(IHost host, string says)
    {
        using (host)
        {
            var refusal = await Assert.ThrowsAsync<UnsafeRedisException>(() => host.StartAsync(Machine.Cancellation));
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        }
    }
}
