using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>The stream <c>events</c> and the three ways out of it. A job stays here for milliseconds.</summary>
public sealed class WaitingEvents(Shard shard, Layout layout, JobsMetrics metrics)
{
    /// <summary>How often an entry is handed out before it counts as one that ends its deciders.</summary>
    public const int MostDeliveries = 5;

    private const int Fields = 8;

    private static readonly Script Read = new("read");
    private static readonly Script Attach = new("attach");
    private static readonly Script Skip = new("skip");

    /// <summary>Reads one job that a crashed decider left pending for 30 s; if there is none, up to <paramref name="count"/> undelivered ones. What nobody can decide is buried.</summary>
    /// <param name="consumer">The name of this decider, unique among those alive.</param>
    /// <param name="count">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait; what was read then is claimed later.</param>
    /// <returns>Possibly none; never waits for jobs to come.</returns>
    public async Task<IReadOnlyList<WaitingJob>> ReadAsync(string consumer, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 500);
        var reply = await ReadOrRebuildAsync(consumer, count, cancellationToken);
        var jobs = new List<WaitingJob>(reply.Length / Fields);
        for (var i = 0; i < reply.Length; i += Fields)
        {
            var job = Parse(reply.AsSpan(i, Fields));
            if (job.Tenant.Length == 0)
            {
                await BuryAsync(job, new JobDecision("", null, null, "lost"), "Redis has lost the record of this job", cancellationToken);
            }
            else if ((int)reply[i + Fields - 1] <= MostDeliveries)
            {
                jobs.Add(job);
            }
            else
            {
                var decision = new JobDecision("", null, null, "undecidable");
                await BuryAsync(job, decision, $"{MostDeliveries} deciders in a row did not survive it", cancellationToken);
            }
        }

        return jobs;
    }

    /// <summary>To <em>scheduled</em>: the job joins its account, which is due after the quiet time.</summary>
    /// <exception cref="ArgumentException">The decision names no account or no entity.</exception>
    public async Task AttachAsync(WaitingJob job, JobDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Account is not { } account || decision.Entity is not { } entity)
        {
            throw new ArgumentException("Only a job with an account and an entity can be processed.", nameof(decision));
        }

        await shard.RunAsync(
            Attach,
            cancellationToken,
            job.StreamId,
            job.JobId,
            job.Tenant,
            account.Account,
            entity.ToString(),
            decision.Event,
            decision.Reason,
            decision.ChangedBy ?? RedisValue.EmptyString,
            Shard.Milliseconds(shard.Options.Quiet),
            Shard.Milliseconds(shard.Options.LongestQuiet),
            Shard.Milliseconds(shard.Options.QuietOfChanges),
            Shard.Milliseconds(shard.Options.LongestQuietOfChanges));
    }

    /// <summary>To <em>finished (skipped)</em>.</summary>
    public Task SkipAsync(WaitingJob job, JobDecision decision, CancellationToken cancellationToken) =>
        EndAsync(job, decision, "", cancellationToken);

    /// <summary>To <em>dead</em>: it was authenticated but cannot be read; a human looks at it.</summary>
    /// <exception cref="ArgumentException"><paramref name="error"/> is empty.</exception>
    public Task BuryAsync(WaitingJob job, JobDecision decision, string error, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        return EndAsync(job, decision, error, cancellationToken);
    }

    private static WaitingJob Parse(ReadOnlySpan<RedisValue> job) => new(
        job[0].ToString(),
        job[1].ToString(),
        job[2].ToString(),
        job[3].ToString(),
        (ReadOnlyMemory<byte>)job[4],
        job[5].IsNullOrEmpty ? null : job[5].ToString(),
        Shard.Time(job[6]));

    private async Task EndAsync(WaitingJob job, JobDecision decision, string error, CancellationToken cancellationToken)
    {
        var ended = await shard.RunAsync(
            Skip,
            cancellationToken,
            job.StreamId,
            job.JobId,
            job.Tenant,
            decision.Account?.Account ?? "",
            decision.Entity?.ToString() ?? "",
            decision.Event,
            decision.Reason,
            decision.ChangedBy ?? RedisValue.EmptyString,
            error,
            Shard.Milliseconds(shard.Options.Retention),
            Shard.Milliseconds(shard.Options.BodyRetention),
            job.ReceivedAt.ToUnixTimeMilliseconds(),
            decision.Refusal?.Reason ?? "",
            decision.Refusal?.Terms ?? "");
        metrics.Ended(error.Length == 0 ? "skipped" : "dead", (int)ended);
    }

    private async Task<RedisValue[]> ReadOrRebuildAsync(string consumer, int count, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [consumer, count, Shard.Milliseconds(shard.Options.DeciderTimeout)];
        try
        {
            return (RedisValue[])(await shard.RunAsync(Read, cancellationToken, arguments))!;
        }
        catch (RedisServerException e) when (e.Message.Contains("NOGROUP", StringComparison.Ordinal))
        {
            // The server lost its data under us. The group starts from the stream's beginning, so whatever is there is read.
            await layout.EnsureAsync(starting: false, cancellationToken);
            return (RedisValue[])(await shard.RunAsync(Read, cancellationToken, arguments))!;
        }
    }
}
