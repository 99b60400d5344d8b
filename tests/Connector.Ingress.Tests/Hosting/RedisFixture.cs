using Connector.Testing.Redis;

namespace Connector.Ingress.Tests.Hosting;

/// <summary>One Redis server for all classes that leave it alone; tests that break theirs start their own.</summary>
public sealed class RedisFixture : RedisServer, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync();
}

/// <summary>Classes that share the server run one after another, each on an empty one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRedis : ICollectionFixture<RedisFixture>
{
    public const string Name = "shared Redis";
}
