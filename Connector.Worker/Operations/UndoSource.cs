using System.Runtime.CompilerServices;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using Connector.SuperOffice;
using Connector.Worker.Limits;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Operations;

/// <summary>
/// Finds what an undo is about, by what Redis remembers or by the journals of all directories: a part for each entity. A preview asks
/// the CRM what every field holds now; the run does not, since each entity's job does. What the batch rejected is made a proposal again.
/// </summary>
/// <remarks>
/// Counts: <c>writes</c> that are meant, <c>records</c> they are about; of their fields <c>wouldRestore</c>, <c>changedSince</c> (by somebody else: left
/// alone), <c>agreed</c> (hold what they held before us), <c>notMapped</c> (any more: left alone), <c>writtenSince</c> by us for another reason,
/// <c>undoneAlready</c>, <c>tooLong</c> for a request; <c>gone</c>, records that are no more; and <c>rejections</c>, what becomes a proposal again.
/// </remarks>
internal sealed class UndoSource(
    UndoneWrite undo, WriteHistory history, Proposals proposals, WorkerJournal journal, Journals journals, IOptions<SuperOfficeOptions> superOffice) : IOperationSource
{
    // Before the first entity's; orders below it.
    private const string Whole = "0:";
    private const string Rejected = "rejected:";

    public OperationKind Kind => OperationKind.Undo;

    private string Tenant => superOffice.Value.ContextIdentifier;

    public IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, CancellationToken cancellationToken) =>
        (operation.Selection.FromSnapshots == true ? FindInJournalAsync(operation, after, cancellationToken) : FindInRedisAsync(operation, after, cancellationToken))
            .Concat(FindRejectedAsync(operation, after, cancellationToken));

    private async IAsyncEnumerable<OperationPart> FindInRedisAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (after.StartsWith(Rejected, StringComparison.Ordinal))
        {
            yield break;
        }

        // What we wrote after somebody looked is not what they saw.
        var seen = operation.Selection.Writes;
        seen = seen with { Until = seen.Until < operation.SeenAt ? seen.Until : operation.SeenAt };
        var plan = await UndoPlan.MakeAsync(Tenant, history.ReadAsync(Tenant, cancellationToken), seen, certain: true, cancellationToken);
        if (after.Length == 0)
        {
            yield return new OperationPart(Whole, CountsOf(plan), [], []);
        }

        foreach (var entity in plan.Entities.OrderBy(e => e.Entity.ToString(), StringComparer.Ordinal))
        {
            if (string.CompareOrdinal(entity.Entity.ToString(), after) > 0)
            {
                yield return await PartOfAsync(operation, entity, [], cancellationToken);
            }
        }
    }

    /// <summary>There may be any number of entities, so the counts come with each.</summary>
    private async IAsyncEnumerable<OperationPart> FindInJournalAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (after.StartsWith(Rejected, StringComparison.Ordinal))
        {
            yield break;
        }

        using var reading = await journals.WithOthersAsync(await journal.IdentityAsync(cancellationToken), journal.ReadAsync, cancellationToken);
        await foreach (var (key, plan) in UndoPlan.OfJournalAsync(Tenant, reading, operation.Selection.Writes, after, cancellationToken))
        {
            yield return plan.Entities is [var entity]
                ? await PartOfAsync(operation, entity, CountsOf(plan), cancellationToken)
                : new OperationPart(key.ToString(), CountsOf(plan), [], []);
        }
    }

    private async IAsyncEnumerable<OperationPart> FindRejectedAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var proposal in operation.Selection.Batch is { } batch ? await proposals.RejectedAsync(Tenant, batch, cancellationToken) : [])
        {
            var cursor = Rejected + proposal.Entity;
            if (string.CompareOrdinal(cursor, after) > 0 && operation.Selection.Writes.Entities?.Contains(proposal.Entity) != false)
            {
                yield return new OperationPart(
                    cursor,
                    new Dictionary<string, long> { ["rejections"] = 1 },
                    [new OperationItem(proposal.Entity.ToString(), null, proposal.Account.Account, [.. proposal.Proposed], null)],
                    [])
                {
                    Steps = [cancel => proposals.ProposeAgainAsync(Tenant, proposal, operation.By, operation.At, cancel)],
                };
            }
        }
    }

    private async Task<OperationPart> PartOfAsync(Operation operation, UndoEntity entity, Dictionary<string, long> counts, CancellationToken cancellationToken)
    {
        var key = entity.Entity.ToString();
        var details = UndoDetail.Of(operation.Id, entity.Fields).Select((detail, part) => RequestOf(operation, entity, detail, part)).ToList();
        var asked = details.Where(request => UndoDetail.Fits(request.Detail!)).ToList();
        counts["tooLong"] = details.Count - asked.Count;
        if (!operation.IsPreview)
        {
            counts["wouldRestore"] = entity.Fields.Count;
            return new OperationPart(key, counts, [], asked);
        }

        var fields = await undo.LookAsync(entity, cancellationToken);
        foreach (var (what, decision) in new[] { ("wouldRestore", "write"), ("changedSince", "keep"), ("agreed", "agreed"), ("notMapped", "unresolved") })
        {
            counts[what] = fields?.Count(field => field.Decision == decision) ?? 0;
        }

        counts["gone"] = fields is null ? 1 : 0;
        var conflict = fields is null ? "the record is not there any more"
            : fields.FirstOrDefault(field => field.Decision is "keep" or "unresolved") is { } kept ? $"{kept.Field}: {kept.Why}"
            : null;
        // What nobody would change needs no job.
        return new OperationPart(key, counts, [new OperationItem(key, null, entity.Account.Account, fields ?? [], conflict)], counts["wouldRestore"] > 0 ? asked : []);
    }

    private static Dictionary<string, long> CountsOf(UndoPlan plan) => new()
    {
        ["writes"] = plan.Writes,
        ["records"] = plan.Entities.Count,
        ["writtenSince"] = plan.WrittenSince,
        ["undoneAlready"] = plan.UndoneAlready,
    };

    private JobRequest RequestOf(Operation operation, UndoEntity entity, string detail, int part) => new()
    {
        JobId = operation.JobOf($"{entity.Entity}:{part}"),
        Tenant = Tenant,
        Account = entity.Account.Account,
        Entity = entity.Entity,
        Kind = RequestKind.Undo,
        By = operation.By,
        Detail = detail,
    };
}
