using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs.Intake;

/// <summary>What one spool holds.</summary>
/// <param name="File">Its file's name.</param>
/// <param name="Events">How many events that were answered are on its disk and not in Redis yet.</param>
/// <param name="Since">Since when it has had some.</param>
/// <param name="ReportedAt">When its ingress last reported that; long ago if that ingress is down.</param>
public sealed record SpoolCount(string File, long Events, DateTimeOffset Since, DateTimeOffset ReportedAt);

/// <summary>What each ingress tells of the events that it answered and Redis has not accepted yet, for <see cref="Audit.JobAudit"/>.</summary>
public sealed class SpoolCounts(Shard shard)
{
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);

    private static readonly Script Spooled = new("spooled");

    /// <summary>Notes how many events are left in a file of a spool. Forgotten after a day, unless told again.</summary>
    /// <param name="file">Its name; whoever owns the file tells, so that a process' death changes nothing.</param>
    /// <param name="events">0 removes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SetAsync(string file, long events, CancellationToken cancellationToken) =>
        await shard.RunAsync(Spooled, cancellationToken, file, events, Shard.Milliseconds(ForgottenAfter));

    /// <summary>All spools that hold events, the fullest first.</summary>
    public async Task<IReadOnlyList<SpoolCount>> ListAsync(CancellationToken cancellationToken)
    {
        var spools = await shard.Database.HashGetAllAsync(Keys.Spools).WaitAsync(cancellationToken);
        return [.. spools.Select(Parse).OrderByDescending(spool => spool.Events).ThenBy(spool => spool.File, StringComparer.Ordinal)];
    }

    // An ingress of an older version tells two numbers: how many, and when it told.
    private static SpoolCount Parse(HashEntry spool)
    {
        var numbers = spool.Value.ToString().Split(' ');
        return new SpoolCount(
            spool.Name.ToString(), long.Parse(numbers[0], CultureInfo.InvariantCulture), Shard.Time(numbers[1]), Shard.Time(numbers[^1]));
    }
}
