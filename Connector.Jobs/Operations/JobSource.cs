using System.Runtime.CompilerServices;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Operations;

/// <summary>Finds the ended jobs that run again, or the dead letters that are closed: by id, or all dead letters of the tenant.</summary>
/// <remarks>Counts: <c>jobs</c>; <c>analyses</c>, how many have no stored answer, or are to have a new one.</remarks>
internal sealed class JobSource(OperationKind kind, Shard shard, SyncRuns runs, DeadLetters dead, Replays replays) : IOperationSource
{
    public OperationKind Kind => kind;

    public async IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = operation.Selection.Jobs is not null ? operation.Selection.JobIds : await DeadAsync(operation, cancellationToken);
        foreach (var id in ids.Where(id => string.CompareOrdinal(id, after) > 0))
        {
            var job = await runs.FindJobAsync(id, cancellationToken);
            var conflict = await ConflictAsync(operation, id, job, cancellationToken);
            var isPaid = conflict is null && kind != OperationKind.Ignore && (operation.Selection.IsFresh || !await IsAnsweredAsync(job!, cancellationToken));
            yield return new OperationPart(
                id,
                new Dictionary<string, long> { ["jobs"] = conflict is null ? 1 : 0, ["analyses"] = isPaid ? 1 : 0 },
                [new OperationItem(job?.Entity is { Length: > 0 } entity ? entity : null, id, null, [], conflict)],
                [])
            {
                Steps = conflict is null ? [cancel => RunAsync(operation, id, cancel)] : [],
            };
        }
    }

    private Task RunAsync(Operation operation, string id, CancellationToken cancellationToken) => kind switch
    {
        OperationKind.Replay => replays.ReplayAsync(id, operation.Selection.IsFresh, operation.By, operation.JobOf(id), cancellationToken),
        OperationKind.Release => replays.ReleaseAsync(id, operation.Selection.IsFresh, operation.By, operation.JobOf(id), cancellationToken),
        _ => replays.IgnoreAsync(id, operation.By, cancellationToken),
    };

    private async Task<string?> ConflictAsync(Operation operation, string id, JobView? job, CancellationToken cancellationToken) =>
        job is null || job.Tenant != operation.Tenant ? $"there is no such job of {operation.Tenant}; one that has ended is kept for a limited time"
        : IsOwn(operation, id, job) ? null
        : job.State is not ("dead" or "finished") ? "it has not ended yet"
        : kind != OperationKind.Replay && job.State != "dead"
            ? job.ReplayedAs is { } other ? $"it was released already, as job {other}" : "it is no dead letter, or not any more; replay runs it again"
        : kind != OperationKind.Ignore && job.Entity.Length == 0 && !await shard.Database.KeyExistsAsync(Keys.Body(id)).WaitAsync(cancellationToken)
            ? "it would have to be decided again, and its event is not kept any more"
        : null;

    // Done before a crash, and not counted yet.
    private bool IsOwn(Operation operation, string id, JobView job) => !operation.IsPreview && kind switch
    {
        OperationKind.Release => job.ReplayedAs == operation.JobOf(id),
        OperationKind.Ignore => job is { Outcome: "ignored", EndedAt: { } at } && at >= operation.At && job.ClosedBy == operation.By,
        _ => false,
    };

    private async Task<bool> IsAnsweredAsync(JobView job, CancellationToken cancellationToken) =>
        job.Entity.Length > 0 && await shard.Database.KeyExistsAsync(Keys.AnswersOf(job.Tenant, job.Entity)).WaitAsync(cancellationToken);

    private async Task<IReadOnlyList<string>> DeadAsync(Operation operation, CancellationToken cancellationToken)
    {
        var found = new List<JobView>();
        for (var page = 500; page == 500;)
        {
            var some = await dead.ListAsync(operation.Tenant, found.Count, 500, cancellationToken);
            found.AddRange(some);
            page = some.Count;
        }

        // What died after somebody looked is not what they saw.
        return [.. found.Where(job => job.EndedAt <= operation.SeenAt).Select(job => job.Id).Order(StringComparer.Ordinal)];
    }
}
