using Connector.Jobs.Operations;
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
    public Task<IReadOnlyList<Requested>> SubmitAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken) =>
        SubmitAsync(requests, null, cancellationToken);

    /// <summary>The same, because a person did something: if a job is new, that is written down in the same step.</summary>
    /// <param name="requests">1 to 500, of any tenants.</param>
    /// <param name="deed">What they did; null if nobody did anything, or what they did is written down already.</param>
    /// <param name="cancellationToken">Ends the wait, not necessarily the step.</param>
    /// <exception cref="ArgumentException">A request is malformed, or the name of who did it; none was submitted.</exception>
    public async Task<IReadOnlyList<Requested>> SubmitAsync(
        IReadOnlyList<JobRequest> requests, Deed? deed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count, nameof(requests));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests.Count, MostRequests, nameof(requests));
        List<RedisValue> arguments =
        [
            Shard.Milliseconds(shard.Options.Retention), Shard.Milliseconds(shard.Options.BodyRetention),
            deed is null ? "" : OperatorName.Check(deed.By), deed?.What ?? "", deed?.Target ?? "", deed?.Detail ?? "",
        ];
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

    /// <summary>Submits any number of requests, 500 in a step; what a person did is written down with the first step.</summary>
    /// <param name="requests">Of any tenants; may be none, then nothing was done.</param>
    /// <param name="deed">As in <see cref="SubmitAsync(IReadOnlyList{JobRequest}, Deed, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Ends it between two steps; what has been submitted stays.</param>
    /// <exception cref="ArgumentException">A request is malformed.</exception>
    public async Task SubmitAllAsync(IReadOnlyCollection<JobRequest> requests, Deed? deed, CancellationToken cancellationToken)
    {
        foreach (var step in requests.Chunk(MostRequests))
        {
            await SubmitAsync(step, deed, cancellationToken);
            deed = null;
        }
    }
}
