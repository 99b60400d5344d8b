using System.Reflection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Day;

/// <summary>
/// A connection to a real Redis on which our scripts see a clock of the test's own: where they would ask the server for the time they read a key. So
/// a day's quiet times, due times and leases are the scripts' own, and pass in seconds.
/// </summary>
public class FakeClock : DispatchProxy
{
    private const string Key = "connector:{0}:test-clock";

    private object _real = null!;

    /// <summary>Puts the clock before a connection.</summary>
    public static IConnectionMultiplexer On(IConnectionMultiplexer real) => Wrap(real);

    /// <summary>Sets the clock.</summary>
    public static Task SetAsync(IConnectionMultiplexer real, DateTimeOffset now) => real.GetDatabase().HashSetAsync(
        Key, [new("s", now.ToUnixTimeSeconds()), new("us", now.Millisecond * 1000)]);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (args is [string script, ..] && targetMethod!.Name == nameof(IDatabase.ScriptEvaluateAsync))
        {
            args[0] = script.Replace("redis.call('TIME')", "redis.call('HMGET', KEYS[1] .. 'test-clock', 's', 'us')", StringComparison.Ordinal);
        }

        var result = targetMethod!.Invoke(_real, args);
        return result is IDatabase database ? Wrap(database) : result;
    }

    private static T Wrap<T>(T real)
        where T : class
    {
        var proxy = Create<T, FakeClock>();
        ((FakeClock)(object)proxy)._real = real;
        return proxy;
    }
}
