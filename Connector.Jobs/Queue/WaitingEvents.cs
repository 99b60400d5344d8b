using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>Events that wait for their decision, see waiting.lua, and the ways out. A job stays here for milliseconds.</summary>
public sealed class WaitingEvents(Shard shard, Layout layout, JobsMetrics metrics)
{
    /// <summary>How often a job is handed out before it counts as one that ends its deciders.</summary>
    public const int MostDeliveries = 5;

    /// <summary>The most jobs of one read.</summary>
    public const int MostRead = 500;

    private const int MostDecided = 100;
    private const int Fields = 7;

    private static readonly Script Read = new("read");
    private static readonly Script Decide = new("decide");

    /// <summary>
    /// Reads one job, of any tenant, that a crashed decider had in hand for <see cref="JobsOptions.DeciderTimeout"/>; if there is none, up to
    /// <paramref name="count"/> of the tenant whose turn it is. What nobody can decide is buried.
    /// </summary>
    /// <param name="count">1 to <see cref="MostRead"/>.</param>
    /// <param name="except">Tenants to pass over.</param>
    /// <param name="crashed">
    /// Whether to read what a crashed decider had in hand: not while another such job is under way, for if this decider crashes too, both are blamed.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; what was read then is read again later.</param>
    /// <returns>All of one tenant, oldest first; possibly none. Fewer than <paramref name="count"/> are all it has. Never waits for jobs to come.</returns>
    public async Task<IReadOnlyList<WaitingJob>> ReadAsync(int count, IReadOnlyCollection<string> except, bool crashed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRead);
        var reply = await ReadOrRebuildAsync(
            [count, Shard.Milliseconds(shard.Options.DeciderTimeout), crashed, .. except.Select(tenant => (RedisValue)tenant)], cancellationToken);
        var jobs = new List<WaitingJob>(reply.Length / Fields);
        var undecidable = new List<DecidedJob>();
        for (var i = 0; i < reply.Length; i += Fields)
        {
            var job = Parse(reply.AsSpan(i, Fields));
            if (job.Tenant.Length == 0)
            {
                undecidable.Add(DecidedJob.Bury(job, new JobDecision("", null, null, "lost"), "Redis has lost the record of this job"));
            }
            else if (job.Deliveries <= MostDeliveries)
            {
                jobs.Add(job);
            }
            else
            {
                undecidable.Add(DecidedJob.Bury(
                    job, new JobDecision("", null, null, "undecidable"), $"{MostDeliveries} deciders in a row did not survive it"));
            }
        }

        await DecideAsync(undecidable, cancellationToken);
        return jobs;
    }

    /// <summary>
    /// Puts each job where its decision takes it, a hundred in one atomic step. Calling again with the same jobs changes nothing.
    /// </summary>
    /// <param name="decided">Any number, of any tenants.</param>
    /// <param name="cancellationToken">Ends the wait, not necessarily the step.</param>
    public async Task DecideAsync(IReadOnlyCollection<DecidedJob> decided, CancellationToken cancellationToken)
    {
        foreach (var some in decided.Chunk(MostDecided))
        {
            var arguments = new List<RedisValue>(6 + (some.Length * 12))
            {
                Shard.Milliseconds(shard.Options.Retention),
                Shard.Milliseconds(shard.Options.BodyRetention),
                Shard.Milliseconds(shard.Options.Quiet),
                Shard.Milliseconds(shard.Options.LongestQuiet),
                Shard.Milliseconds(shard.Options.QuietOfChanges),
                Shard.Milliseconds(shard.Options.LongestQuietOfChanges),
            };
            foreach (var one in some)
            {
                var (job, decision) = (one.Job, one.Decision);
                arguments.AddRange(
                [
                    job.JobId,
                    one.To,
                    job.Tenant,
                    decision.Account?.Account ?? "",
                    decision.Entity?.ToString() ?? "",
                    decision.Event,
                    decision.Reason,
                    decision.ChangedBy ?? RedisValue.EmptyString,
                    one.Error,
                    job.ReceivedAt.ToUnixTimeMilliseconds(),
                    decision.Refusal?.Reason ?? "",
                    decision.Refusal?.Terms ?? "",
                ]);
            }

            var changed = (int[])(await shard.RunAsync(Decide, cancellationToken, [.. arguments]))!;
            foreach (var ended in some.Where((one, i) => changed[i] == 1 && one.To != DecidedJob.Scheduled).CountBy(one => one.To))
            {
                metrics.Ended(ended.Key, ended.Value);
            }
        }
    }

    private static WaitingJob Parse(ReadOnlySpan<RedisValue> job) => new(
        job[0].ToString(),
        job[1].ToString(),
        job[2].ToString(),
        (ReadOnlyMemory<byte>)job[3],
        job[4].IsNullOrEmpty ? null : job[4].ToString(),
        Shard.Time(job[5]),
        (int)job[6]);

    private async Task<RedisValue[]> ReadOrRebuildAsync(RedisValue[] arguments, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = await shard.RunAsync(Read, cancellationToken, arguments);
            if (!reply.IsNull)
            {
                return (RedisValue[])reply!;
            }

            // The server lost its data under us, which has to be noted before anybody works on what comes after it.
            await layout.EnsureAsync(starting: false, cancellationToken);
        }
    }
}
