using StackExchange.Redis;

namespace Connector.Worker.Passes;

/// <summary>Tells an outage of Redis, which every loop survives, from everything else.</summary>
internal static class RedisTrouble
{
    public static bool Is(Exception thrown) => thrown is RedisException or RedisTimeoutException;
}
