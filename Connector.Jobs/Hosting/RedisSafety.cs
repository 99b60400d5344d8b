using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>What a server says about how safe data is on it.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="EvictionPolicy"><c>maxmemory-policy</c>.</param>
/// <param name="AppendOnly">Whether there is an append-only file.</param>
/// <param name="Fsync"><c>appendfsync</c>; null where the server does not say.</param>
/// <param name="MaxMemory"><c>maxmemory</c>; 0 for none.</param>
internal sealed record RedisSafety(Version Version, string EvictionPolicy, bool AppendOnly, string? Fsync, long MaxMemory)
{
    private static readonly Version Oldest = new(7, 0);

    /// <summary>Asks the server: <c>CONFIG GET</c>, or <c>INFO</c> where that is forbidden, as it is on most managed servers.</summary>
    /// <exception cref="UnsafeRedisException">The server answers neither.</exception>
    public static async Task<RedisSafety> AskAsync(IDatabase database, CancellationToken cancellationToken)
    {
        Dictionary<string, string> info;
        try
        {
            info = await InfoAsync(database, cancellationToken);
        }
        catch (RedisServerException e)
        {
            throw new UnsafeRedisException(
                $"Redis does not say how safely it keeps data ({e.Message.Split(' ')[0]}). Allow this user INFO, and CONFIG GET if possible.");
        }

        var version = Version.Parse(info["redis_version"]);
        return new RedisSafety(
            version,
            await ConfigAsync(database, "maxmemory-policy", cancellationToken) ?? info["maxmemory_policy"],
            (await ConfigAsync(database, "appendonly", cancellationToken) ?? (info["aof_enabled"] == "1" ? "yes" : "no")) == "yes",
            await ConfigAsync(database, "appendfsync", cancellationToken),
            long.Parse(info["maxmemory"], CultureInfo.InvariantCulture));
    }

    /// <summary>Refuses servers on which an accepted event can get lost.</summary>
    /// <exception cref="UnsafeRedisException">It is one.</exception>
    public void Require()
    {
        if (Version < Oldest)
        {
            throw new UnsafeRedisException($"Redis is {Version}; the connector needs {Oldest} or newer.");
        }

        if (TroubleOf(EvictionPolicy, AppendOnly) is { } trouble)
        {
            throw new UnsafeRedisException(trouble);
        }
    }

    /// <summary>Why an accepted event can get lost on a server that is set up so, and what to do; null if it cannot.</summary>
    public static string? TroubleOf(string evictionPolicy, bool appendOnly)
    {
        if (evictionPolicy != "noeviction")
        {
            return $"Redis has maxmemory-policy '{evictionPolicy}': when its memory is full it would throw accepted events away. Set maxmemory-policy to noeviction.";
        }

        return appendOnly
            ? null
            : "Redis has no append-only file: after a restart accepted events would be gone. Set appendonly to yes (and appendfsync to always).";
    }

    /// <returns>Null if the server does not say.</returns>
    private static async Task<string?> ConfigAsync(IDatabase database, string name, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await database.ExecuteAsync("CONFIG", "GET", name).WaitAsync(cancellationToken);
            return reply.ToDictionary().TryGetValue(name, out var value) ? value.ToString() : null;
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    private static async Task<Dictionary<string, string>> InfoAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var text = (await database.ExecuteAsync("INFO").WaitAsync(cancellationToken)).ToString();
        return text.Split('\n', StringSplitOptions.TrimEntries)
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }
}
