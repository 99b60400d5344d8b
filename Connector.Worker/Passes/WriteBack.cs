using Connector.Jobs.Epochs;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Enriching;
using Connector.Worker.Requests;
using Connector.Worker.Writing;

namespace Connector.Worker.Passes;

/// <summary>Makes the difference between the answer and the CRM, and writes it, or keeps it as a proposal where it may not be written.</summary>
internal sealed class WriteBack(WriteLedger ledger, Differences differences, FieldWrites writes, Proposals proposals, EpochWatch epochs, TimeProvider time)
{
    /// <returns>Null if nothing was written because the tenant's fields or lists are other than <paramref name="entity"/> was read with.</returns>
    public async Task<EntityResult?> RunAsync(
        PassScope scope, ReadyEntity entity, LedgerEntry known, Answer.Enriched answer, EntityReport report, CancellationToken cancellationToken)
    {
        var (merged, doubt) = await differences.FindAsync(scope, entity, known, answer, cancellationToken);
        merged = ReadOnlyFields.LeftOut(merged, entity.Map, entity.Record.ReadOnlyFields);
        entity = entity with { Open = merged.Open };
        // After the ledger was read, so that a look which finds nothing lost holds for what was read.
        var restricted = false;
        if (await epochs.LookAsync(cancellationToken))
        {
            (merged, restricted) = Restriction.Apply(merged, entity.Map, entity.Record.Fields, known.Written, known.Applied);
        }

        report = report with { Fields = merged.Fields, Detail = doubt?.Detail };
        if (merged.Set.Count == 0)
        {
            if (!restricted)
            {
                await ledger.MarkAppliedAsync(scope.Pass, entity.Key, entity.Applied, cancellationToken);
            }

            return new EntityResult.Finished(report with { Outcome = JobOutcome.Unchanged, Reason = WhyNothing(merged.Fields) });
        }

        if (doubt is not null)
        {
            return await ProposedAsync(scope, entity, report, doubt.Reason, cancellationToken);
        }

        // What was kept for the loss alone is compared again when it is over: this write does not count as all there is to apply.
        var source = new StampSource(entity.Key, entity.Question.Fingerprint, known.Written, IsComplete: !restricted && entity.Open.Length == 0);
        var set = CompanionFields.AddTo(merged.Set, entity.Map, source, entity.Record.ReadOnlyFields, time.GetUtcNow());
        var target = restricted ? entity.Target with { Applied = $"{entity.Applied};restricted" } : entity.Target;
        switch (await writes.RunAsync(scope, target, set, grant: null, cancellationToken))
        {
            case WriteResult.Forbidden forbidden:
                return await ProposedAsync(scope, entity, report with { Detail = forbidden.Detail }, forbidden.Why, cancellationToken);
            case WriteResult.Held held:
                return new EntityResult.Failed(held.Failure);
            case WriteResult.Outdated:
                return null;
            default:
                return new EntityResult.Finished(report with
                {
                    Outcome = JobOutcome.Completed,
                    Reason = "written",
                    Fields = [.. report.Fields, .. Companions(entity, set)],
                });
        }
    }

    // Not marked as applied: the stored answer makes asking again free, and a person may raise the mode, or enter the right website.
    private async Task<EntityResult> ProposedAsync(PassScope scope, ReadyEntity entity, EntityReport report, string why, CancellationToken cancellationToken)
    {
        var anew = scope.JobsOf(entity.Key).Any(RequestWork.IsFresh);
        if (await proposals.StoreAsync(scope.Pass, entity.Key, entity.Applied, why, report.Detail, report.Fields, anew, cancellationToken))
        {
            return new EntityResult.Finished(report with { Outcome = JobOutcome.Proposed, Reason = why });
        }

        // Since this pass has looked; it may have been undone again.
        var rejected = await proposals.FindRejectionAsync(scope.Tenant, entity.Key, cancellationToken);
        return new EntityResult.Finished(report with { Outcome = JobOutcome.Skipped, Reason = Rejection.Reason, Detail = rejected?.Rejection.Of(entity.Key) });
    }

    /// <summary>The rows of the fields that accompany what was written.</summary>
    public static IEnumerable<FieldChange> Companions(ReadyEntity entity, IReadOnlyDictionary<string, string> set) =>
        new[] { entity.Map.LastEnriched, entity.Map.Stamp }.OfType<MappedField>().Where(f => set.ContainsKey(f.ProgId))
            .Select(f => (Field: f, Old: entity.Record.Fields.GetValueOrDefault(f.ProgId)))
            .Select(f => new FieldChange(f.Field.Field, f.Field.ProgId, "write", f.Old, set[f.Field.ProgId], "accompanies what was written")
            {
                OldText = Readable.Of(f.Field.Definition.Type, f.Old),
                NewText = Readable.Of(f.Field.Definition.Type, set[f.Field.ProgId]),
            });

    private static string WhyNothing(IReadOnlyList<FieldChange> fields) =>
        fields.Any(f => f.Decision == "keep") ? "kept"
        : fields.Any(f => f.Decision == "unresolved") ? "unresolved"
        : fields.Count > 0 ? "agreed"
        : "nothing_said";
}
