using System.Globalization;
using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Operators;
using StackExchange.Redis;

namespace Connector.Jobs.Journal;

/// <summary>What a directory must erase because an entity was erased elsewhere.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The entity.</param>
/// <param name="AskedAt">When, in Redis' milliseconds: what is asked for again meanwhile is due again.</param>
public sealed record DueErasure(string Tenant, EntityKey Entity, double AskedAt)
{
    internal string Member => $"{Tenant}:{Entity}";

    internal static DueErasure Parse(SortedSetEntry due)
    {
        var parts = due.Element.ToString().Split(':', 2);
        return new DueErasure(parts[0], EntityKey.Parse(parts[1]), due.Score);
    }
}

/// <summary>What a worker is told that says it uses a directory.</summary>
/// <param name="Due">Entities it has still to erase.</param>
/// <param name="WasForgotten">Whether the directory was forgotten until now.</param>
/// <param name="Dropped">Erasures it missed meanwhile that are not known any more.</param>
public sealed record SeenDirectory(long Due, bool WasForgotten, long Dropped);

/// <summary>The directories of journals of all workers on this Redis, and what each has still to erase. See journals.lua.</summary>
public sealed class JournalDirectories(Shard shard)
{
    private static readonly Script Seen = new("journal-seen");
    private static readonly Script Read = new("read-journals");
    private static readonly Script Erased = new("journal-erased");
    private static readonly Script Forget = new("forget-journal");

    /// <summary>A worker says that it uses a directory, before it writes into it and every <see cref="JournalDirectory.LiveFor"/> at the latest.</summary>
    /// <param name="directory">Its identity.</param>
    /// <param name="host">The worker's.</param>
    /// <param name="mark">What the worker leaves in it; null to say so and ask nothing, as the version before does.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalFailedException">A copy of it is in use, or this is one; or nothing can be left in it.</exception>
    public async Task<SeenDirectory> SeenAsync(string directory, string host, JournalMark? mark, CancellationToken cancellationToken)
    {
        var left = mark?.Leave() ?? "";
        while (true)
        {
            var told = (RedisValue[])(await shard.RunAsync(
                Seen, cancellationToken, directory, host, left, mark?.Known ?? "", Shard.Milliseconds(JournalDirectory.LiveFor)))!;
            if (told[0] == "seen")
            {
                mark?.Known = left;
                return new SeenDirectory((long)told[1], told[2] == 1, (long)told[3]);
            }

            // Left by another process: before it said so, hence it is there by now if it is the same directory.
            var last = told[1].ToString();
            mark!.Known = mark.Holds(last) ? last : throw new JournalFailedException(Copied(mark.Directory, directory, told[2].ToString(), (long)told[3] / 1000));
        }
    }

    /// <summary>The same without a mark.</summary>
    public Task<SeenDirectory> SeenAsync(string directory, string host, CancellationToken cancellationToken) => SeenAsync(directory, host, null, cancellationToken);

    /// <summary>All directories, forgotten ones too, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<JournalDirectory>> ListAsync(CancellationToken cancellationToken)
    {
        var told = (RedisValue[])(await shard.RunAsync(Read, cancellationToken))!;
        var now = Shard.Time(told[0]);
        return [.. told.Skip(1).Chunk(3).Select(one => Parse(one, now)).OrderBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>What a directory has still to erase, longest due first.</summary>
    public async Task<IReadOnlyList<DueErasure>> DueAsync(string directory, int most, CancellationToken cancellationToken) =>
        [.. (await shard.Database.SortedSetRangeByRankWithScoresAsync(Keys.JournalDue(directory), 0, most - 1).WaitAsync(cancellationToken)).Select(DueErasure.Parse)];

    /// <summary>A directory has erased what was due.</summary>
    public async Task ErasedAsync(string directory, IEnumerable<DueErasure> erased, CancellationToken cancellationToken) =>
        await shard.RunAsync(Erased, cancellationToken, [directory, .. erased.SelectMany(due => new RedisValue[] { due.Member, due.AskedAt })]);

    /// <summary>Which of some entities a directory has still to erase, in their order.</summary>
    internal async Task<IReadOnlyList<bool>> OwesAsync(string directory, IEnumerable<(string Tenant, string Entity)> entities, CancellationToken cancellationToken) =>
    [
        .. (await shard.Database.SortedSetScoresAsync(Keys.JournalDue(directory), [.. entities.Select(one => (RedisValue)$"{one.Tenant}:{one.Entity}")])
            .WaitAsync(cancellationToken)).Select(score => score is not null),
    ];

    /// <summary>A person declares a directory gone permanently: nothing waits for it any more.</summary>
    /// <param name="directory">Its id.</param>
    /// <param name="by">Who, see <see cref="OperatorName"/>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ForgetVerdict> ForgetAsync(string directory, string by, string reason, CancellationToken cancellationToken) =>
        (string?)await shard.RunAsync(Forget, cancellationToken, directory, OperatorName.Check(by), reason, Shard.Milliseconds(JournalDirectory.LiveFor)) switch
        {
            "forgotten" => ForgetVerdict.Forgotten,
            "already" => ForgetVerdict.Already,
            "in-use" => ForgetVerdict.InUse,
            _ => ForgetVerdict.Unknown,
        };

    private static string Copied(string path, string id, string host, long seconds) => id.StartsWith(JournalDirectory.History, StringComparison.Ordinal)
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"The directory {path} has the identity {id}, and a dashboard on {host} used another one with it {seconds} s ago: one is a copy of the other. Give this dashboard an empty directory (Dashboard:History:Directory), and delete the copy: it holds people's data that no erasure reaches. If this one is to take the other's place, stop that dashboard; this one goes on two minutes later.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The journal {path} has the identity {id}, and a worker on {host} used another directory with the same one {seconds} s ago: one is a copy of the other, and what is written or erased in one is missing in the other. Give this worker an empty directory (Worker:SnapshotDirectory), and delete the copy: it holds people's data that no erasure reaches. If this one is to take the other's place, stop that worker; this one goes on two minutes later.");

    private static JournalDirectory Parse(RedisValue[] one, DateTimeOffset now)
    {
        var kept = JsonSerializer.Deserialize(one[1].ToString(), JournalJson.Default.KeptDirectory)!;
        var seenAt = DateTimeOffset.FromUnixTimeMilliseconds(kept.SeenAt);
        return new JournalDirectory(
            one[0].ToString(),
            kept.Host,
            seenAt,
            now - seenAt < JournalDirectory.LiveFor,
            (long)one[2],
            kept.ForgottenAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            kept.By,
            kept.Reason,
            kept.Dropped ?? 0);
    }
}

/// <summary>A directory as journals.lua keeps it.</summary>
internal sealed record KeptDirectory(string Host, long SeenAt, long? ForgottenAt, string? By, string? Reason, long? Dropped);
