using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Operations;

/// <summary>Finds the contacts and persons that are named, each worked on by a job of its account: to forget what is held of them, or to enrich them.</summary>
/// <remarks>
/// Counts: <c>records</c>. Of an erasure <c>steps</c>, what is known of their history, and <c>written</c>, fields that we wrote and could be undone before; of an enrichment
/// <c>analyses</c>, the most that may be asked for.
/// </remarks>
internal sealed class RecordSource(OperationKind kind, Explanations explanations, SyncRuns runs) : IOperationSource
{
    public OperationKind Kind => kind;

    public async IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in operation.Selection.Keys.Where(key => string.CompareOrdinal(key.ToString(), after) > 0))
        {
            var account = await AccountOfAsync(operation.Tenant, key, cancellationToken);
            yield return new OperationPart(
                key.ToString(),
                await CountAsync(operation.Tenant, key, cancellationToken),
                [new OperationItem(key.ToString(), null, account, [], null)],
                [
                    new JobRequest
                    {
                        JobId = operation.JobOf(key.ToString()), Tenant = operation.Tenant, Account = account, Entity = key, Kind = RequestOf(operation), By = operation.By,
                    },
                ]);
        }
    }

    private async Task<Dictionary<string, long>> CountAsync(string tenant, EntityKey key, CancellationToken cancellationToken)
    {
        if (kind == OperationKind.Enrich)
        {
            return new() { ["records"] = 1, ["analyses"] = 1 };
        }

        var held = await explanations.ExplainAsync(tenant, key, field: null, cancellationToken);
        return new() { ["records"] = 1, ["steps"] = held.Steps.Count, ["written"] = held.Written.Count };
    }

    private RequestKind RequestOf(Operation operation) => kind == OperationKind.Erase ? RequestKind.Erase : operation.Selection.IsFresh ? RequestKind.Fresh : RequestKind.Replay;

    // A person's contact is known from where it was last worked on.
    private async Task<string> AccountOfAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        if (entity.Kind == EntityKind.Contact)
        {
            return AccountKey.OfContact(tenant, entity.Id).Account;
        }

        var known = await runs.OfAsync(tenant, entity, cancellationToken);
        return known.Count > 0 && known[^1].Run.Account is { Length: > 0 } account ? account : AccountKey.OfPerson(tenant, entity.Id).Account;
    }
}
