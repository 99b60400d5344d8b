using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice.Fields;
using Connector.Worker.Passes;
using Connector.Worker.Writing;

namespace Connector.Worker.Limits;

/// <summary>
/// Writes what a person approved, as far as it is still true: the entity is looked at again, and only fields that hold what they held
/// when they were proposed, and that the merge would still let us write, are written. The approval is its own scope and budget.
/// </summary>
internal sealed class ApprovedWrite(
    EntityReader reader, OpenWrites openWrites, WriteLedger ledger, KnownEntities knownEntities, Proposals proposals, FieldWrites writes, TimeProvider time)
{
    /// <summary>Writes the entity's proposal.</summary>
    /// <param name="scope">A pass that has the entity's account.</param>
    /// <param name="key">The entity.</param>
    /// <param name="batch">What was approved together.</param>
    /// <param name="cancellationToken">Ends it before the intent.</param>
    public async Task<EntityResult> RunAsync(PassScope scope, EntityKey key, string batch, CancellationToken cancellationToken)
    {
        var (ready, settled) = await reader.ReadAsync(scope, key, cancellationToken);
        if (ready is null)
        {
            return settled!;
        }

        var known = await knownEntities.ReadAsync(scope, key, ready.Map, ready.Record, cancellationToken);
        if (known.OpenIntent is { } intent)
        {
            var (present, _) = await openWrites.SettleAsync(scope, ready.Target, intent, cancellationToken);
            if (present is null)
            {
                return Finished(key, JobOutcome.Skipped, "deleted", []);
            }

            ready = ready with { Record = present.Record };
            known = await knownEntities.ReadAsync(scope, key, ready.Map, ready.Record, cancellationToken);
        }

        return await proposals.FindAsync(scope.Tenant, key, cancellationToken) is not { } proposal
            ? Finished(key, JobOutcome.Skipped, "no_proposal", [])
            : proposal.Rejected is not null || !Fingerprint.IsOf(proposal.Applied, ready.Applied)
                ? Finished(key, JobOutcome.Skipped, "proposal_outdated", [])
                : await WriteAsync(scope, ready, known, proposal, batch, cancellationToken);
    }

    private async Task<EntityResult> WriteAsync(
        PassScope scope, ReadyEntity entity, LedgerEntry known, Proposal proposal, string batch, CancellationToken cancellationToken)
    {
        var rows = proposal.Fields.Where(f => f.Decision == "write").Select(f => Check(entity, known, f)).ToList();
        var content = rows.Where(r => r.Decision == "write").ToDictionary(r => r.ProgId, r => r.New!, StringComparer.Ordinal);
        if (content.Count == 0 && rows.Exists(r => r.Why == ReadOnlyFields.Why))
        {
            return Finished(
                entity.Key, JobOutcome.Skipped, "no_right", rows, ReadOnlyFields.Detail(entity.Map, rows.Select(r => r.ProgId), entity.Record.ReadOnlyFields));
        }

        if (content.Count == 0)
        {
            await ledger.MarkAppliedAsync(scope.Pass, entity.Key, proposal.Applied, cancellationToken);
            return Finished(entity.Key, JobOutcome.Unchanged, rows.Any(r => r.Decision == "keep") ? "kept" : "agreed", rows);
        }

        // What was open when it was proposed is open still: the next event looks again.
        var isComplete = proposal.Applied == entity.Applied && rows.All(r => r.Decision != "unresolved");
        var source = new StampSource(entity.Key, entity.Question.Fingerprint, known.Written, isComplete);
        var set = CompanionFields.AddTo(content, entity.Map, source, entity.Record.ReadOnlyFields, time.GetUtcNow());
        var applied = rows.Exists(r => r.Why == ReadOnlyFields.Why) ? $"{proposal.Applied};no-right" : proposal.Applied;
        return await writes.RunAsync(scope, entity.Target with { Applied = applied }, set, new WriteGrant(GrantKind.Approve, batch), cancellationToken) switch
        {
            WriteResult.Written => Finished(entity.Key, JobOutcome.Completed, "approved", [.. rows, .. WriteBack.Companions(entity, set)]),
            WriteResult.Held held => new EntityResult.Failed(held.Failure),
            WriteResult.Outdated outdated => new EntityResult.Failed(outdated.Failure),
            WriteResult.Forbidden { Why: "proposed" } => Finished(entity.Key, JobOutcome.Skipped, "observe", rows),
            WriteResult.Forbidden forbidden => Finished(entity.Key, JobOutcome.Skipped, forbidden.Why, rows, forbidden.Detail),
            var result => throw new InvalidOperationException($"An approved write came to {result.GetType().Name}."),
        };
    }

    private static FieldChange Check(ReadyEntity entity, LedgerEntry known, FieldChange proposed)
    {
        if (entity.Map.Content.FirstOrDefault(f => f.ProgId == proposed.ProgId) is not { } field)
        {
            return proposed with { Decision = "unresolved", Why = "the field is not mapped any more" };
        }

        var (type, present) = (field.Definition.Type, entity.Record.Fields.GetValueOrDefault(field.ProgId));
        if (FieldValue.AreEqual(type, present, proposed.New))
        {
            return proposed with { Decision = "agreed", Old = present, Why = "the CRM says it already" };
        }

        if (!FieldValue.AreEqual(type, present, proposed.Old))
        {
            return proposed with { Decision = "keep", Old = present, OldText = null, Why = "somebody changed it since it was proposed" };
        }

        var verdict = MergeTable.Decide(field.Policy, Merge.StateOf(type, present, known.Written.GetValueOrDefault(field.ProgId)));
        return verdict.Action == MergeAction.Write && entity.Record.ReadOnlyFields.Contains(field.ProgId)
            ? proposed with { Decision = "unresolved", Why = ReadOnlyFields.Why }
            : verdict.Action == MergeAction.Write
            ? proposed with { Why = "a person approved it" }
            : proposed with { Decision = "keep", Why = verdict.Why };
    }

    private static EntityResult.Finished Finished(EntityKey key, JobOutcome outcome, string reason, IReadOnlyList<FieldChange> rows, string? detail = null) =>
        new(new EntityReport { Entity = key, Outcome = outcome, Reason = reason, Detail = detail, Fields = rows });
}
