using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>A request's job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="New">False if there was a job of this id: nothing has changed.</param>
public readonly record struct Requested(string JobId, bool New);

/// <summary>Makes jobs of what operators and the system ask for; a pass works on them under the account's lease, see requesting.lua.</summary>
public sealed class JobRequests(Shard shard, JobsMetrics metrics)
{
    /// <summary>The most requests of one call.</summary>
    public const int MostRequests = 500;

    private static readonly Script Request = new("request");

    /// <summary>Submits one request.</summary>
    /// <exception cref="ArgumentException">The request is malformed.</exception>
    public async Task<Requested> SubmitAsync(JobRequest request, CancellationToken cancellationToken) =>
        (await SubmitAsync([request], cancellationToken))[0];

    /// <summary>Submits requests in one atomic step; calling again with the same job ids changes nothing.</summary>
    /// <param name="requests">1 to 500, of any tenants.</param>
    /// <param name="cancellationToken">Ends the wait, not necessarily the step.</param>
    /// <returns>One answer per request, in order.</returns>
    /// <exception cref="ArgumentException">A request is malformed; none was submitted.</exception>
    public async Task<IReadOnlyList<Requested>> SubmitAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count, nameof(requests));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests.Count, MostRequests, nameof(requests));
        List<RedisValue> arguments = [Shard.Milliseconds(shard.Options.Retention), Shard.Milliseconds(shard.Options.BodyRetention)];
        foreach (var request in requests.Select(r => r.Check()))
        {
            arguments.AddRange(
            [
                request.JobId, request.Tenant, request.Account, request.Entity.ToString(), request.Kind.Word(), request.By,
                request.ReplayOf ?? "", request.Detail ?? "",
            ]);
        }

        var reply = (RedisValue[])(await shard.RunAsync(Request, cancellationToken, [.. arguments]))!;
        metrics.Requested(reply.Count(made => (int)made == 1));
        return [.. requests.Select((request, i) => new Requested(request.JobId, (int)reply[i] == 1))];
    }

    /// <summary>Submits any number of requests, 500 in a step.</summary>
    /// <param name="requests">Of any tenants; may be none.</param>
    /// <param name="cancellationToken">Ends it between two steps; what has been submitted stays.</param>
    /// <exception cref="ArgumentException">A request is malformed.</exception>
    public async Task SubmitAllAsync(IReadOnlyCollection<JobRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var step in requests.Chunk(MostRequests))
        {
            await SubmitAsync(step, cancellationToken);
        }
    }
}
