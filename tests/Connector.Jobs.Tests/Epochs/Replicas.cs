using System.Globalization;
using Connector.Testing;
using StackExchange.Redis;

namespace Connector.Jobs.Tests.Epochs;

/// <summary>A server that follows another one.</summary>
internal static class Replicas
{
    // Straight to the server: the client would look for a primary.
    public static async Task<string> AskAsync(ConnectionMultiplexer connection, params string[] words) =>
        (await connection.GetServer(connection.GetEndPoints()[0]).ExecuteAsync(words[0], [.. words[1..]])).ToString();

    /// <summary>Returns when the replica, its append-only file included, has the data as it is.</summary>
    public static async Task FollowAsync(ConnectionMultiplexer replica, Machine machine, int port)
    {
        await AskAsync(replica, "REPLICAOF", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture));
        var look = await machine.Redis.HashGetAllAsync(Machine.Prefix + "watchers");
        await Eventually.TrueAsync(
            async () => await AskAsync(replica, "HGET", Machine.Prefix + "watchers", look[^1].Name.ToString()) == look[^1].Value
                && (await AskAsync(replica, "INFO", "persistence")) is var state
                && state.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal)
                && state.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal),
            cancellationToken: Machine.Cancellation);
    }
}
