using System.Runtime.CompilerServices;
using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Operations;

/// <summary>
/// Finds the proposals that are approved or rejected: as they were when the preview was asked for. Of one that is approved, a pass looks at the record again; one
/// that is rejected is so at once.
/// </summary>
/// <remarks>Counts: <c>proposals</c>, of which <c>fields</c> would be written; <c>leftOut</c>, proposals beyond <see cref="Most"/>.</remarks>
internal sealed class ProposalSource(OperationKind kind, Proposals proposals, SyncRuns runs) : IOperationSource
{
    /// <summary>The most proposals of one operation.</summary>
    public const int Most = 5_000;

    private const int AtATime = 50;

    public OperationKind Kind => kind;

    public async IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = (await NamesAsync(operation, cancellationToken)).Select(key => (Key: key, Cursor: key.ToString())).OrderBy(one => one.Cursor, StringComparer.Ordinal)
            .Where(one => string.CompareOrdinal(one.Cursor, after) > 0).ToList();
        var room = Most - (int)(operation.Counts.GetValueOrDefault("proposals") + operation.Counts.GetValueOrDefault("conflicts"));
        foreach (var some in names.Take(room).Chunk(AtATime))
        {
            var found = await Task.WhenAll(some.Select(one => proposals.FindAsync(operation.Tenant, one.Key, cancellationToken)));
            yield return PartOf(operation, some[^1].Cursor, [.. some.Zip(found, (one, proposal) => (one.Key, proposal))]);
        }

        if (names.Count > room)
        {
            yield return new OperationPart(names[^1].Cursor, new Dictionary<string, long> { ["leftOut"] = names.Count - room }, [], []);
        }
    }

    private OperationPart PartOf(Operation operation, string cursor, IReadOnlyList<(EntityKey Key, Proposal? Proposal)> found)
    {
        var items = found.Where(one => IsMeant(operation, one.Proposal)).Select(one => new OperationItem(
            one.Key.ToString(), null, one.Proposal?.Account.Account, [.. one.Proposal?.Proposed ?? []], ConflictOf(operation, one.Proposal))
        {
            Why = one.Proposal is { } proposal ? proposal.Detail is { } detail ? $"{proposal.Reason}: {detail}" : proposal.Reason : null,
        }).ToList();
        var open = found.Where(one => IsMeant(operation, one.Proposal) && ConflictOf(operation, one.Proposal) is null).Select(one => one.Proposal!).ToList();
        var counts = new Dictionary<string, long> { ["proposals"] = open.Count, ["fields"] = open.Sum(proposal => proposal.Proposed.Count()) };
        return kind == OperationKind.Approve
            ? new OperationPart(cursor, counts, items, [.. open.Select(proposal => RequestOf(operation, proposal))])
            : new OperationPart(cursor, counts, items, [])
            {
                Steps = [.. open.Select(proposal => (Func<CancellationToken, Task>)(cancel => proposals.RejectAsync(operation.Tenant, proposal, RejectionOf(operation), cancel)))],
            };
    }

    private static bool IsMeant(Operation operation, Proposal? proposal) =>
        operation.Selection.Run is not { } run || proposal?.Run == run || (proposal is null && operation.Selection.Entities is not null);

    private static string? ConflictOf(Operation operation, Proposal? proposal) => proposal switch
    {
        null => "nothing is proposed for it: it was written, or there is no difference any more",
        { Rejected: { } rejected } when rejected.Batch != operation.Id => $"it was rejected by {rejected.By} already",
        _ when proposal.At > operation.SeenAt => "something else is proposed since: ask for a new preview",
        _ => null,
    };

    private static Rejection RejectionOf(Operation operation) => new(operation.By, operation.Why, operation.At, operation.Id);

    private static JobRequest RequestOf(Operation operation, Proposal proposal) => new()
    {
        JobId = operation.JobOf(proposal.Entity.ToString()),
        Tenant = operation.Tenant,
        Account = proposal.Account.Account,
        Entity = proposal.Entity,
        Kind = RequestKind.Approve,
        By = operation.By,
        Detail = JsonSerializer.Serialize(new ApprovalDetail(operation.Id, proposal.At.ToUnixTimeMilliseconds()), JobsJson.Default.ApprovalDetail),
    };

    private async Task<IEnumerable<EntityKey>> NamesAsync(Operation operation, CancellationToken cancellationToken)
    {
        var selection = operation.Selection;
        if (selection.Entities is not null)
        {
            return selection.Keys;
        }

        if (selection.Run is { } run)
        {
            var jobs = (await runs.FindAsync(run, cancellationToken))?.Jobs ?? [];
            return jobs.Where(job => job.Tenant == operation.Tenant && EntityKey.TryParse(job.Entity, out _)).Select(job => EntityKey.Parse(job.Entity)).Distinct();
        }

        var waiting = await proposals.NamesAsync(operation.Tenant, operation.SeenAt, cancellationToken);
        // What was rejected before a crash waits no longer, and is counted all the same.
        return kind != OperationKind.Reject || operation.Cursor.Length + operation.Counts.Count == 0
            ? waiting
            : waiting.Union((await proposals.RejectedAsync(operation.Tenant, operation.Id, cancellationToken)).Select(proposal => proposal.Entity));
    }
}
