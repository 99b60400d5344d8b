using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs;

/// <summary>The part of the job machine that lives on one Redis: runs the scripts.</summary>
public sealed class Shard
{
    private static readonly ActivitySource Activities = new("Connector.Jobs");
    private static readonly RedisKey[] PrefixKey = [Keys.Prefix];

    private readonly Func<IConnectionMultiplexer> _connection;

    /// <summary>On a connection that is there.</summary>
    /// <param name="connection">To Redis 7.0 or newer.</param>
    /// <param name="options">The settings every process on this Redis shares.</param>
    public Shard(IConnectionMultiplexer connection, JobsOptions options)
        : this(() => connection, options)
    {
    }

    /// <summary>On a connection that is asked for whenever something is sent, and not before.</summary>
    internal Shard(Func<IConnectionMultiplexer> connection, JobsOptions options) => (_connection, Options) = (connection, options);

    internal JobsOptions Options { get; }

    /// <exception cref="RedisConnectionException">Redis has not been checked yet.</exception>
    internal IConnectionMultiplexer Connection => _connection();

    internal IDatabase Database => Connection.GetDatabase();

    /// <summary>Runs a script; cancelling ends the wait, not the script.</summary>
    internal async Task<RedisResult> RunAsync(Script script, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        // A span only inside somebody's work: loops that find nothing to do would fill every trace store.
        using var activity = Activity.Current is null ? null : Activities.StartActivity($"redis {script.Name}", ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis");
        try
        {
            return await EvaluateAsync(script, arguments).WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }

    internal static RedisValue Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    internal static DateTimeOffset Time(RedisValue milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds.ToString(), CultureInfo.InvariantCulture));

    internal static DateTimeOffset? TimeOrNull(RedisValue milliseconds) =>
        milliseconds.IsNullOrEmpty ? null : Time(milliseconds);

    // By its digest: given the text, the client would hash it for every call. A server that has not met the script, after a restart, a failover or
    // SCRIPT FLUSH, or a node that a slot has moved to, says so before anything has run; then it gets the text, runs it and keeps it.
    private async Task<RedisResult> EvaluateAsync(Script script, RedisValue[] arguments)
    {
        try
        {
            return await Database.ScriptEvaluateAsync(script.Digest, PrefixKey, arguments);
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await Database.ScriptEvaluateAsync(script.Text, PrefixKey, arguments, CommandFlags.NoScriptCache);
        }
    }
}
