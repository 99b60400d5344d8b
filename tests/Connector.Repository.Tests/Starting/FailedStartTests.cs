using System.Net;
using System.Net.Sockets;
using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.Repository.Tests.Starting;

/// <summary>Whoever sets up a service wrongly reads one line that says what to do, and the process says so by its exit code.</summary>
public sealed class FailedStartTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ingress", "Ingress:WebhookToken", "short", "Ingress:WebhookToken has fewer than 16 characters and can be guessed: set 32 random characters or more, and put the same into the webhook.")]
    [InlineData("Worker", "Tenant:Mode", "7", "Tenant:Mode must be observe, propose or write.")]
    [InlineData("Worker", "Tenant:Mode", "write", "Tenant:Mode is write and Tenant:Scope is empty: name what may be written")]
    [InlineData("Worker", "Tenant:WriteBudget:AccountsPerHour", "0", "Tenant:WriteBudget:AccountsPerHour must be between 1 and 100000.")]
    [InlineData("Worker", "SuperOffice:Environment", "onlne", "SO_ENVIRONMENT (SuperOffice:Environment): there is no SuperOffice environment of this name; the nearest is online.")]
    [InlineData("Worker", "Jobs:Lease", "soon", "Failed to convert configuration value 'soon' at 'Jobs:Lease'")]
    [InlineData("Dashboard", "Jobs:Lease", "1.00:00:00", "Jobs:Lease must be between 00:00:01 and 00:10:00.")]
    [InlineData("Dashboard", "ConnectionStrings:redis", "", "ConnectionStrings:redis is missing. Set it to the Redis")]
    [InlineData("Worker", "Faults:Points:0", "pass.before-patch crash", "Faults:Points breaks a service on purpose and is refused in the environment Production.")]
    [InlineData("Enricher", "Explorer:ApiKey", "key", "Set either Explorer:UserName and Explorer:Password or Explorer:ApiKey, not both.")]
    [InlineData("Sandbox", "Parent:AppHostProcess", "4711", "Set both Parent:AppHostProcess and Parent:AppHostStart, or neither.")]
    [InlineData("Sandbox", "Parent:EndWithin", "01:00:00", "Parent:EndWithin must be between 00:00:01 and 00:02:00.")]
    [InlineData("Sandbox", "Sandbox:Explorer:ThinkTime", "02:00:00", "Sandbox:Explorer:ThinkTime must be between 00:00:00 and 01:00:00.")]
    public Task A_wrong_setting_is_named(string service, string key, string value, string says) => EndsWithOneLineAsync(service, says, (key, value));

    [Theory]
    [InlineData("Ingress")]
    [InlineData("Worker")]
    [InlineData("Dashboard")]
    public async Task An_unsafe_redis_is_refused(string service)
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = ["--maxmemory-policy", "allkeys-lru"] }, _ct);
        await EndsWithOneLineAsync(service, "Set maxmemory-policy to noeviction.", ("ConnectionStrings:redis", redis.ConnectionString));
    }

    /// <summary>One line, and none of a library's about every connection that was refused.</summary>
    [Theory]
    [InlineData("Ingress", "wrong")]
    [InlineData("Worker", "wrong")]
    [InlineData("Dashboard", "wrong")]
    [InlineData("Dashboard", null)]
    public async Task A_refused_redis_password_is_called_that(string service, string? password)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: _ct);
        await using (var admin = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true"))
        {
            await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "the-right-one");
            var ended = await EndsWithOneLineAsync(
                service, "Redis refuses the password", ("ConnectionStrings:redis", redis.ConnectionString + (password is null ? "" : $",password={password}")));
            Assert.DoesNotContain(ended.Output.Split('\n'), line => line.Contains("StackExchange.Redis", StringComparison.Ordinal));
            await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "");
        }
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await EndsWithOneLineAsync("Sandbox", $"Failed to bind to address {address}", ("ASPNETCORE_URLS", address));
    }

    [Fact]
    public async Task The_stack_trace_can_be_had()
    {
        var ended = await ServiceProcess.RunAsync("Enricher", WorkableSettings.With(("Explorer:Timeout", "soon"), ("Logging:LogLevel:Default", "Debug")), _ct);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("   at Microsoft.Extensions.", ended.Output, StringComparison.Ordinal);
    }

    private async Task<ServiceProcess> EndsWithOneLineAsync(string service, string says, params (string Key, string Value)[] wrong)
    {
        var ended = await ServiceProcess.RunAsync(service, WorkableSettings.With(wrong), _ct);

        Assert.Equal(1, ended.ExitCode);
        var line = Assert.Single(ended.Output.Split('\n'), line => line.Contains("Z crit: ", StringComparison.Ordinal));
        Assert.Contains($"Connector.{service} did not start. ", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DataAnnotation", ended.Output, StringComparison.Ordinal);
        return ended;
    }
}
