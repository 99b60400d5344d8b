using Connector.Jobs.Tests;
using Connector.Jobs.Tests.Servers;

[assembly: AssemblyFixture(typeof(RedisFixture))]

namespace Connector.Jobs.Tests;

/// <summary>
/// The server that all tests share which do not break it; each of them works in a database of its own. The environment variable
/// <c>CONNECTOR_TEST_REDIS</c> makes it another kind of server: <c>tls</c>, by TLS and as the least privileged user there can be; or
/// <c>cluster</c>, three nodes that share the slots. A cluster has one database, so that the tests have to run one by one
/// (<c>-parallel-mode none</c>) and each empties it.
/// </summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private static readonly string? Kind = Environment.GetEnvironmentVariable("CONNECTOR_TEST_REDIS");

    private readonly ITestServer _server = Kind switch
    {
        null or "" => new PlainServer(),
        "tls" => new TlsServer(),
        "cluster" => new ClusterServer(),
        var kind => throw new InvalidOperationException($"CONNECTOR_TEST_REDIS is '{kind}'; it must be tls or cluster, or not set."),
    };

    /// <summary>Whether it is one server, as on anybody's machine.</summary>
    public static bool IsPlain => string.IsNullOrEmpty(Kind);

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => _server.ConnectionString;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public int NextDatabase() => _server.NextDatabase();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
