using Connector.Testing.Redis;

namespace Connector.Dashboard.Tests.Hosting;

/// <summary>One Redis server for all classes; they run one after another, each on an empty one.</summary>
public sealed class RedisFixture : RedisServer, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync();
}

/// <summary>Classes that share the server.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRedis : ICollectionFixture<RedisFixture>
{
    public const string Name = "shared Redis";
}
