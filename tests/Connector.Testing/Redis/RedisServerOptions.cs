namespace Connector.Testing.Redis;

/// <summary>How a test's Redis server differs from the default, which is as durable as production's.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Asked of clients where given.</summary>
    public string? Password { get; init; }

    /// <summary>More arguments of <c>redis-server</c>; a later one wins over the default, for instance <c>--appendonly no</c>.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];
}
