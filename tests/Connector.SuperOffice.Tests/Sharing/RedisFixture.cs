using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.SuperOffice.Tests.Sharing;

/// <summary>A Redis server for the tests of a class.</summary>
public sealed class RedisFixture : RedisServer, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>The login's record, sealed; null if there is none.</summary>
    public static async Task<(RedisKey Key, RedisValue Value)?> RecordAsync(IConnectionMultiplexer redis)
    {
        await foreach (var key in redis.GetServers()[0].KeysAsync(pattern: "superoffice:{Cust10001}:login:*"))
        {
            return (key, await redis.GetDatabase().StringGetAsync(key));
        }

        return null;
    }
}
