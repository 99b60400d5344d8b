using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs;

/// <summary>Whose data this Redis holds, and in which layout.</summary>
public sealed class Layout(Shard shard, ILogger<Layout> logger)
{
    private const int MostMoved = 500;

    private static readonly Script Ensure = new("layout");
    private static readonly Script Migrate = new("migrate");

    /// <summary>Writes profile, layout version and epoch where they are missing; brings an older layout's data into this one.</summary>
    /// <param name="starting">True at start, when an empty Redis is a new one; later it is one that lost its data.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UnsafeRedisException">The data is another profile's or a newer layout's.</exception>
    public async Task EnsureAsync(bool starting, CancellationToken cancellationToken)
    {
        var profile = shard.Options.Profile;
        var reply = (RedisValue[])(await shard.RunAsync(
            Ensure, cancellationToken, profile, Keys.LayoutVersion, Guid.NewGuid().ToString("N"), starting))!;
        var (foundVersion, isNew) = ((int)reply[1], (bool)reply[2]);
        if (RefusalOf(profile, reply[0].ToString(), foundVersion) is { } refusal)
        {
            throw new UnsafeRedisException(refusal);
        }

        if (isNew && starting)
        {
            JobsLog.NewRedis(logger, profile);
        }

        if (foundVersion < Keys.LayoutVersion)
        {
            await MigrateAsync(cancellationToken);
        }
    }

    /// <summary>Why data must be left alone, and what to do; null if they are ours, of this layout or an older one.</summary>
    /// <param name="profile">Ours.</param>
    /// <param name="foundProfile">The data's.</param>
    /// <param name="foundVersion">The data's layout version.</param>
    internal static string? RefusalOf(string profile, string foundProfile, int foundVersion) =>
        foundProfile != profile
            ? $"This Redis holds data of the profile '{foundProfile}', and Jobs:Profile is '{profile}'. "
                + "Give each profile a Redis of its own, or correct ConnectionStrings:redis or Jobs:Profile."
        : foundVersion > Keys.LayoutVersion
            ? $"The data in this Redis has layout {foundVersion}; this version of the connector knows layouts up to {Keys.LayoutVersion}. "
                + "Start the version that wrote it, or a newer one."
        : null;

    /// <summary>
    /// Moves what waits as it did in layout 1. To be called now and then: as long as a process of that version runs beside us, it lets events wait so.
    /// </summary>
    /// <returns>How many events were moved.</returns>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        for (int some; (some = (int)await shard.RunAsync(Migrate, cancellationToken, Keys.LayoutVersion, MostMoved)) > 0; moved += some)
        {
        }

        if (moved > 0)
        {
            JobsLog.Migrated(logger, moved);
        }

        return moved;
    }
}

/// <summary>This Redis must not be used; the message says why and what to do.</summary>
public sealed class UnsafeRedisException(string message) : Exception(message);
