using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs;

/// <summary>Whose data this Redis holds, and the consumer group that must exist.</summary>
public sealed class Layout(Shard shard, ILogger<Layout> logger)
{
    private static readonly TimeSpan DeciderForgottenAfter = TimeSpan.FromDays(1);
    private const int NewData = 2;

    private static readonly Script Ensure = new("layout");

    /// <summary>Writes profile, layout version, epoch and group where they are missing.</summary>
    /// <param name="starting">True at start, when an empty Redis is a new one; later it is one that lost its data.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UnsafeRedisException">The data is another profile's or a newer layout's.</exception>
    public async Task EnsureAsync(bool starting, CancellationToken cancellationToken)
    {
        var profile = shard.Options.Profile;
        var reply = (RedisValue[])(await shard.RunAsync(
            Ensure,
            cancellationToken,
            profile,
            Keys.LayoutVersion,
            Shard.Milliseconds(DeciderForgottenAfter),
            Guid.NewGuid().ToString("N"),
            starting))!;
        var (foundProfile, foundVersion, made) = (reply[0].ToString(), (int)reply[1], (int)reply[2]);
        if (foundProfile != profile)
        {
            throw new UnsafeRedisException(
                $"This Redis holds data of the profile '{foundProfile}', and Jobs:Profile is '{profile}'. "
                + "Give each profile a Redis of its own, or correct ConnectionStrings:redis or Jobs:Profile.");
        }

        if (foundVersion > Keys.LayoutVersion)
        {
            throw new UnsafeRedisException(
                $"The data in this Redis has layout {foundVersion}; this version of the connector knows layouts up to {Keys.LayoutVersion}. "
                + "Start the version that wrote it, or a newer one.");
        }

        if (made == NewData && starting)
        {
            JobsLog.NewRedis(logger, profile);
        }
        else if (made != 0)
        {
            JobsLog.GroupMade(logger, Keys.Deciders);
        }
    }
}

/// <summary>This Redis must not be used; the message says why and what to do.</summary>
public sealed class UnsafeRedisException(string message) : Exception(message);
