namespace Connector.LocalRedis;

/// <summary>No usable Redis server can be had here. The message is one sentence for a person: what was missing and what to type.</summary>
internal sealed class RedisNotFoundException(string message) : Exception(message);
