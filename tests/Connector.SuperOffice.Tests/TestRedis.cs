using Connector.SuperOffice.Tests;
using Connector.Testing.Redis;
using Xunit.v3;

// Most tests of calls wait for time to pass.
[assembly: Parallelization(MaxThreads = 8)]
[assembly: AssemblyFixture(typeof(TestRedis))]

namespace Connector.SuperOffice.Tests;

/// <summary>The server that all tests share which do not break it. Each of them works in a database of its own.</summary>
public sealed class TestRedis() : RedisServer(new RedisServerOptions { ExtraArguments = ["--databases", "512"] }), IAsyncLifetime
{
    private int _databases;

    public async ValueTask InitializeAsync() => await StartAsync();

    public string Next() => $"{ConnectionString},defaultDatabase={Interlocked.Increment(ref _databases)}";
}
