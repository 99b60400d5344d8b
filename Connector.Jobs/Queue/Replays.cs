using Connector.Jobs.Operators;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>What became of a request to run a job again.</summary>
public enum ReplayVerdict
{
    /// <summary>A new job runs it again.</summary>
    Made,

    /// <summary>It was asked for before; nothing has changed.</summary>
    Known,

    /// <summary>The job has not ended yet.</summary>
    Open,

    /// <summary>There is no record of the job, or not any more.</summary>
    Unknown,

    /// <summary>Only a dead letter can be released, and it is none.</summary>
    NotDead,

    /// <summary>It would have to be decided again, and its event is not kept any more.</summary>
    NoBody,
}

/// <summary>What became of a request to run a job again.</summary>
/// <param name="Verdict">What.</param>
/// <param name="JobId">The job that runs it again; null if there is none.</param>
public readonly record struct Replay(ReplayVerdict Verdict, string? JobId);

/// <summary>Lets ended jobs run again, and closes dead letters; see replay.lua and ignore.lua.</summary>
public sealed class Replays(Shard shard, JobsMetrics metrics)
{
    private static readonly Script ReplayScript = new("replay");
    private static readonly Script Ignore = new("ignore");

    /// <summary>Runs an ended job again, a dead one too, which thereby is closed; of requests, only a dead one is asked for again.</summary>
    /// <param name="jobId">The ended job.</param>
    /// <param name="fresh">True for a new analysis, which costs; false to use the stored answer where there is one.</param>
    /// <param name="by">Who asks, see <see cref="OperatorName"/>.</param>
    /// <param name="newJobId">The job to make; the same again changes nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">An id or a name is malformed.</exception>
    public Task<Replay> ReplayAsync(string jobId, bool fresh, string by, string newJobId, CancellationToken cancellationToken) =>
        RunAsync(jobId, fresh, by, newJobId, onlyDead: false, cancellationToken);

    /// <summary>
    /// Releases a dead letter: a new job runs it again, the dead one is finished, outcome <c>replayed</c>. Again, it changes nothing. A request, such as an
    /// undo, is asked for again with all it said.
    /// </summary>
    /// <exception cref="ArgumentException">An id or a name is malformed.</exception>
    public Task<Replay> ReleaseAsync(string jobId, bool fresh, string by, string newJobId, CancellationToken cancellationToken) =>
        RunAsync(jobId, fresh, by, newJobId, onlyDead: true, cancellationToken);

    /// <summary>Closes a dead letter about which nothing is to be done: finished, outcome <c>ignored</c>.</summary>
    /// <returns>False if it is not dead.</returns>
    /// <exception cref="ArgumentException">An id or a name is malformed.</exception>
    public async Task<bool> IgnoreAsync(string jobId, string by, CancellationToken cancellationToken)
    {
        var closed = (int)await shard.RunAsync(
            Ignore, cancellationToken, Checked(jobId), OperatorName.Check(by), Shard.Milliseconds(shard.Options.Retention), Shard.Milliseconds(shard.Options.BodyRetention));
        metrics.Ended("ignored", closed);
        return closed == 1;
    }

    private async Task<Replay> RunAsync(string jobId, bool fresh, string by, string newJobId, bool onlyDead, CancellationToken cancellationToken)
    {
        var kind = fresh ? RequestKind.Fresh : RequestKind.Replay;
        var reply = (RedisValue[])(await shard.RunAsync(
            ReplayScript,
            cancellationToken,
            Checked(newJobId),
            Checked(jobId),
            kind.Word(),
            OperatorName.Check(by),
            onlyDead,
            Shard.Milliseconds(shard.Options.Retention),
            Shard.Milliseconds(shard.Options.BodyRetention)))!;
        var verdict = reply[0].ToString() switch
        {
            "made" => ReplayVerdict.Made,
            "known" => ReplayVerdict.Known,
            "open" => ReplayVerdict.Open,
            "unknown" => ReplayVerdict.Unknown,
            "not_dead" => ReplayVerdict.NotDead,
            _ => ReplayVerdict.NoBody,
        };
        metrics.Requested(verdict == ReplayVerdict.Made ? 1 : 0);
        return new Replay(verdict, reply[1].IsNullOrEmpty ? null : reply[1].ToString());
    }

    private static string Checked(string id) =>
        JobRequest.IsId(id) ? id : throw new ArgumentException("A job's id is 1 to 64 letters, digits and hyphens.", nameof(id));
}
