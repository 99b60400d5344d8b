using Connector.Jobs.Audit;
using Connector.Jobs.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

public sealed class StartTests(RedisFixture redis)
{
    [Fact]
    public async Task A_safe_and_empty_server_is_made_ours_and_everything_can_be_had()
    {
        using var host = Host(Own(redis));
        await StartAsync(host);

        foreach (var type in new[]
        {
            typeof(EventIntake), typeof(WaitingEvents), typeof(Passes), typeof(Holds), typeof(WorkSignal), typeof(WriteLedger),
            typeof(SyncRuns), typeof(JobAudit), typeof(SpoolCounts),
        })
        {
            Assert.NotNull(host.Services.GetRequiredService(type));
        }

        await host.Services.GetRequiredService<EventIntake>().AcceptAsync([Machine.Event()], Machine.Cancellation);
        Assert.Single(await host.Services.GetRequiredService<WaitingEvents>().ReadAsync(10, Machine.Cancellation));
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
            await StartAsync(sandbox);
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
    [InlineData("")]
    [InlineData(",password=another")]
    public async Task A_server_that_does_not_let_us_in_is_refused(string password)
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret" }, Machine.Cancellation);
        await RefusesAsync(Host($"127.0.0.1:{server.Port}{password}"), "Redis refuses the password (or the user) that we log in with");
    }

    [Theory]
    [InlineData("--appendfsync everysec", "up to two seconds")]
    [InlineData("--user limited on >secret ~* &* +@all -config", "does not show its appendfsync")]
    public async Task A_server_that_may_lose_the_last_moment_says_so_in_one_line(string arguments, string says)
    {
        await using var server = await StartAsync(arguments);
        var logs = new Logs();
        using var host = Host(Login(server, arguments), logs);

        await StartAsync(host);

        Assert.Contains(logs.Lines, line => line.Contains(says, StringComparison.Ordinal));
        await host.StopAsync(Machine.Cancellation);
    }

    // It used to be 60 s, after which the process died.
    [Fact]
    public async Task A_server_that_comes_later_is_waited_for_however_long_it_takes()
    {
        await using var server = await StartAsync("");
        await server.KillAsync();
        var (logs, time) = (new Logs(), new FakeTimeProvider());
        using var host = Host(server.ConnectionString + ",user=me,password=not-in-a-log", logs, time);
        var gate = host.Services.GetRequiredService<RedisGate>();

        await host.StartAsync(Machine.Cancellation);
        var began = time.GetTimestamp();
        await Connector.Testing.Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return logs.Lines.Count(IsWaiting) == 3;
            },
            TimeSpan.FromSeconds(30), "told at once, after 30 s, and a minute later", Machine.Cancellation);

        Assert.InRange(time.GetElapsedTime(began).TotalSeconds, 90, double.MaxValue);
        Assert.All(logs.Lines.Where(IsWaiting), line => Assert.Contains($"Waiting for Redis at 127.0.0.1:{server.Port},", line, StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains("not-in-a-log", StringComparison.Ordinal));
        Assert.False(gate.IsOpen);
        Assert.False(RedisGate.OpenedAsync(host.Services, Machine.Cancellation).IsCompleted);
        await host.StopAsync(Machine.Cancellation);
    }

    [Fact]
    public async Task Before_a_server_has_been_found_safe_everything_fails_at_once_as_if_it_were_away_and_afterwards_nothing_does()
    {
        await using var server = await StartAsync("");
        await server.KillAsync();
        using var host = Host(server.ConnectionString);
        await host.StartAsync(Machine.Cancellation);
        var intake = host.Services.GetRequiredService<EventIntake>();

        await Assert.ThrowsAsync<RedisConnectionException>(() => intake.AcceptAsync([Machine.Event()], Machine.Cancellation));
        await Assert.ThrowsAsync<RedisConnectionException>(() => host.Services.GetRequiredService<JobAudit>().CountAsync(Machine.Cancellation));
        var health = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Machine.Cancellation)).Entries["redis"];
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.StartsWith("Redis has not answered", health.Description, StringComparison.Ordinal);

        await server.RestartAsync(Machine.Cancellation);
        await RedisGate.OpenedAsync(host.Services, Machine.Cancellation);
        await intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
        await host.StopAsync(Machine.Cancellation);
    }

    [Fact]
    public async Task Nothing_is_written_into_a_server_that_is_refused()
    {
        await using var server = await StartAsync("--maxmemory-policy allkeys-lru");
        using var host = Host(server.ConnectionString);
        await host.StartAsync(Machine.Cancellation);
        await Assert.ThrowsAsync<UnsafeRedisException>(() => RedisGate.OpenedAsync(host.Services, Machine.Cancellation));

        await Assert.ThrowsAsync<RedisConnectionException>(
            () => host.Services.GetRequiredService<EventIntake>().AcceptAsync([Machine.Event()], Machine.Cancellation));
        await host.StopAsync(Machine.Cancellation);

        await using var other = await server.ConnectAsync(allowAdmin: true);
        Assert.Equal(0, (long)await other.GetDatabase().ExecuteAsync("DBSIZE"));
        Assert.DoesNotContain("cmdstat_eval", (await other.GetDatabase().ExecuteAsync("INFO", "commandstats")).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jobs:Heartbeat", "00:00:11", "a third of Jobs:Lease")]
    [InlineData("Jobs:LongestQuiet", "00:00:01", "at least Jobs:Quiet")]
    [InlineData("Jobs:LongestChangeQuiet", "00:00:01", "at least Jobs:ChangeQuiet")]
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

    private static bool IsWaiting(string line) => line.Contains("Waiting for Redis", StringComparison.Ordinal);

    private static async Task StartAsync(IHost host)
    {
        await host.StartAsync(Machine.Cancellation);
        await RedisGate.OpenedAsync(host.Services, Machine.Cancellation);
    }

    private static string Own(RedisFixture redis) => $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}";

    private static Task<RedisServer> StartAsync(string arguments) => RedisServer.StartNewAsync(
        new RedisServerOptions { ExtraArguments = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries) }, Machine.Cancellation);

    // As the user whom a managed server would give us, where the arguments define one.
    private static string Login(RedisServer server, string arguments) =>
        server.ConnectionString + (arguments.Contains("limited", StringComparison.Ordinal) ? ",user=limited,password=secret" : "");

    private static IHost Host(string? connection, params (string Key, string Value)[] settings) => Host(connection, new Logs(), settings);

    private static IHost Host(string? connection, Logs logs, params (string Key, string Value)[] settings) =>
        Host(connection, logs, TimeProvider.System, settings);

    private static IHost Host(string? connection, Logs logs, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(logs);
        builder.Configuration["ConnectionStrings:redis"] = connection;
        builder.Configuration["Jobs:Profile"] = "sandbox";
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton(time);
        builder.AddConnectorJobs();
        return builder.Build();
    }

    private static async Task RefusesAsync(IHost host, string says)
    {
        using (host)
        {
            await host.StartAsync(Machine.Cancellation);
            var refusal = await Assert.ThrowsAsync<UnsafeRedisException>(() => RedisGate.OpenedAsync(host.Services, Machine.Cancellation));
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        }
    }
}
