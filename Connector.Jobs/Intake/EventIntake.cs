using Connector.Jobs.Epochs;
using StackExchange.Redis;

namespace Connector.Jobs.Intake;

/// <summary>Turns events into jobs, durably and once.</summary>
public sealed class EventIntake(Shard shard, EpochMemory memory, JobsMetrics metrics)
{
    /// <summary>The most events of one call.</summary>
    public const int MostEvents = 500;

    private static readonly Script Accept = new("accept");

    /// <summary>
    /// Accepts events in one atomic step. When the task completes, the jobs are as durable as the server's append-only
    /// file is; calling again with the same events changes nothing.
    /// </summary>
    /// <param name="events">1 to 500 events, of any tenants.</param>
    /// <param name="cancellationToken">Ends the wait, not necessarily the acceptance.</param>
    /// <returns>One acceptance per event, in order.</returns>
    /// <exception cref="RedisConnectionException">Redis is away; nothing waits for it to come back.</exception>
    /// <exception cref="RedisServerException">Redis refuses, for instance because its memory is full.</exception>
    /// <exception cref="RedisTimeoutException">Redis is slow; the events may have been accepted.</exception>
    public async Task<IReadOnlyList<Acceptance>> AcceptAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(events.Count, nameof(events));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, MostEvents, nameof(events));

        var arguments = new List<RedisValue>(events.Count * 6);
        foreach (var one in events)
        {
            arguments.AddRange([one.JobId, TenantName.Check(one.Tenant), one.EventId, one.About, one.Body, one.TraceParent ?? ""]);
        }

        var reply = (RedisValue[])(await shard.RunAsync(Accept, cancellationToken, [.. arguments]))!;
        var acceptances = new Acceptance[events.Count];
        for (var i = 0; i < acceptances.Length; i++)
        {
            acceptances[i] = new Acceptance(reply[i * 2].ToString(), (int)reply[(i * 2) + 1] == 1);
        }

        Remember(reply.AsSpan(acceptances.Length * 2));
        metrics.Accepted(acceptances);
        return acceptances;
    }

    // Nothing, if all were known.
    private void Remember(ReadOnlySpan<RedisValue> state)
    {
        if (state.Length > 0)
        {
            memory.Accepted(state[0].ToString(), (long)state[1], (long)state[2]);
        }
    }
}
