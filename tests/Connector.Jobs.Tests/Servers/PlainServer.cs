using Connector.Testing.Redis;

namespace Connector.Jobs.Tests.Servers;

/// <summary>One server, no password, no TLS.</summary>
internal sealed class PlainServer : ITestServer
{
    private readonly RedisServer _redis = new(new RedisServerOptions { ExtraArguments = ["--databases", "2048"] });
    private int _databases;

    public string ConnectionString => _redis.ConnectionString;

    public Task StartAsync() => _redis.StartAsync();

    public int NextDatabase() => Interlocked.Increment(ref _databases);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();
}
