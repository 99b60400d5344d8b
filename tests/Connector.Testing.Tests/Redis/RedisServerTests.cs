using StackExchange.Redis;

namespace Connector.Testing.Redis;

public sealed class RedisServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_and_restarted_server_keeps_its_port_and_its_data()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        var (port, first) = (server.Port, server.ProcessId);
        await SetAsync(server, "kept", "yes");

        await server.KillAsync();
        await AssertRefusedAsync(server);
        await server.RestartAsync(Cancellation);

        Assert.Equal(port, server.Port);
        Assert.NotEqual(first, server.ProcessId);
        Assert.Equal("yes", await GetAsync(server, "kept"));
    }

    [Fact]
    public async Task Server_is_as_durable_as_production_unless_told_otherwise()
    {
        await using var server = await RedisServer.StartNewAsync(new() { ExtraArguments = ["--appendfsync", "everysec"] }, Cancellation);
        await using var connection = await server.ConnectAsync(allowAdmin: true);
        var settings = (await ConfigAsync(connection, "append*")).Concat(await ConfigAsync(connection, "maxmemory-policy")).ToDictionary();

        Assert.Equal("yes", settings["appendonly"]);
        Assert.Equal("everysec", settings["appendfsync"]);
        Assert.Equal("noeviction", settings["maxmemory-policy"]);
    }

    [Fact]
    public async Task Server_with_a_password_refuses_clients_without_it()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = "open-sesame" }, Cancellation);

        await SetAsync(server, "a", "1");

        await AssertRefusedAsync(server);
    }

    [Fact]
    public async Task Paused_server_answers_only_after_it_is_resumed()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var connection = await server.ConnectAsync();

        server.Pause();
        var ping = connection.GetDatabase().PingAsync();
        Assert.NotSame(ping, await Task.WhenAny(ping, Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation)));
        server.Resume();

        await ping;
    }

    [Fact]
    public async Task Paused_server_can_be_restarted_and_disposed()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        server.Pause();
        await server.RestartAsync(Cancellation);
        server.Pause();
    }

    [Fact]
    public async Task Flush_leaves_nothing_behind()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await SetAsync(server, "a", "1");

        await server.FlushAsync();

        Assert.True((await GetAsync(server, "a")).IsNull);
    }

    [Fact]
    public async Task Server_that_refuses_its_arguments_fails_with_its_own_words()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RedisServer.StartNewAsync(new() { ExtraArguments = ["--no-such-setting", "1"] }, Cancellation));

        Assert.Contains("no-such-setting", failure.Message, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(RedisServer server) => await Assert.ThrowsAsync<RedisConnectionException>(
        () => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},connectRetry=0,connectTimeout=500"));

    private static async Task SetAsync(RedisServer server, string key, string value)
    {
        await using var connection = await server.ConnectAsync();
        await connection.GetDatabase().StringSetAsync(key, value);
    }

    private static async Task<RedisValue> GetAsync(RedisServer server, string key)
    {
        await using var connection = await server.ConnectAsync();
        return await connection.GetDatabase().StringGetAsync(key);
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> ConfigAsync(ConnectionMultiplexer connection, string pattern) =>
        await connection.GetServers().Single().ConfigGetAsync(pattern);
}
