using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Operations;

/// <summary>Finds what is held of the contacts and persons that are erased, each by a job of its account.</summary>
/// <remarks>Counts: <c>records</c>; <c>steps</c>, what is known of their history; <c>written</c>, fields that we wrote and could be undone before.</remarks>
internal sealed class ErasureSource(Explanations explanations, SyncRuns runs) : IOperationSource
{
    public OperationKind Kind => OperationKind.Erase;

    public async IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in operation.Selection.Keys.Where(key => string.CompareOrdinal(key.ToString(), after) > 0))
        {
            var held = await explanations.ExplainAsync(operation.Tenant, key, field: null, cancellationToken);
            var account = await AccountOfAsync(operation.Tenant, key, cancellationToken);
            yield return new OperationPart(
                key.ToString(),
                new Dictionary<string, long> { ["records"] = 1, ["steps"] = held.Steps.Count, ["written"] = held.Written.Count },
                [new OperationItem(key.ToString(), null, account, [], null)],
                [
                    new JobRequest
                    {
                        JobId = operation.JobOf(key.ToString()), Tenant = operation.Tenant, Account = account, Entity = key, Kind = RequestKind.Erase, By = operation.By,
                    },
                ]);
        }
    }

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
