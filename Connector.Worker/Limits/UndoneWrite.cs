using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Passes;
using Connector.Worker.Writing;

namespace Connector.Worker.Limits;

/// <summary>
/// Gives fields the values back that they held before we wrote, where they hold what we wrote; what somebody changed since stays. Doing it
/// again changes nothing, so that an undo that was interrupted can be begun anew. Afterwards the fields count as changed by a human.
/// </summary>
internal sealed class UndoneWrite(EntityReader reader, FieldMaps maps, OpenWrites openWrites, WriteLedger ledger, FieldWrites writes)
{
    /// <summary>Undoes writes to one entity.</summary>
    /// <param name="scope">A pass that has the entity's account.</param>
    /// <param name="plan">What to undo.</param>
    /// <param name="batch">What is undone together.</param>
    /// <param name="dryRun">True to see what would happen.</param>
    /// <param name="cancellationToken">Ends it before the intent.</param>
    public async Task<EntityResult> RunAsync(PassScope scope, UndoEntity plan, string batch, bool dryRun, CancellationToken cancellationToken)
    {
        var key = plan.Entity;
        // Whoever owns it by now, retired or not: what we wrote is ours to undo.
        if (await reader.ReadAgainAsync(key, cancellationToken) is not { Deleted: false } record)
        {
            return Finished(key, JobOutcome.Skipped, "deleted", []);
        }

        scope.SuperOfficeAnswered = true;
        scope.Note(record);
        if (record is PersonRecord { ContactId: { } contact } && AccountKey.OfContact(scope.Tenant, contact) is var account && account != scope.Pass.Account)
        {
            return EntityReader.Moved(scope, key, account);
        }

        var map = key.Kind == EntityKind.Contact ? await maps.OfContactsAsync(cancellationToken) : await maps.OfPersonsAsync(cancellationToken);
        var known = await ledger.ReadAsync(scope.Tenant, key, cancellationToken);
        var target = new WriteTarget(key, record, map, known.Applied ?? "", InScope: false);
        if (known.OpenIntent is { } intent)
        {
            var (present, _) = await openWrites.SettleAsync(scope, target, intent, cancellationToken);
            if (present is null)
            {
                return Finished(key, JobOutcome.Skipped, "deleted", []);
            }

            target = present;
        }

        var rows = plan.Fields.Select(f => Check(target, f)).ToList();
        var set = rows.Where(r => r.Decision == "write").ToDictionary(r => r.ProgId, r => r.New!, StringComparer.Ordinal);
        if (set.Count == 0 && rows.Exists(r => r.Why == ReadOnlyFields.Why))
        {
            return Finished(key, JobOutcome.Skipped, "no_right", rows, ReadOnlyFields.Detail(target.Map, rows.Select(r => r.ProgId), target.Record.ReadOnlyFields));
        }

        if (set.Count == 0 || dryRun)
        {
            return Finished(key, JobOutcome.Unchanged, set.Count > 0 ? "undo_preview" : rows.Any(r => r.Decision == "keep") ? "kept" : "agreed", rows);
        }

        return await writes.RunAsync(scope, target, set, new WriteGrant(GrantKind.Undo, batch), cancellationToken) switch
        {
            WriteResult.Written => Finished(key, JobOutcome.Completed, "undone", rows),
            WriteResult.Held held => new EntityResult.Failed(held.Failure),
            WriteResult.Outdated outdated => new EntityResult.Failed(outdated.Failure),
            WriteResult.Forbidden { Why: not "proposed" } forbidden => Finished(key, JobOutcome.Skipped, forbidden.Why, rows, forbidden.Detail),
            _ => throw new InvalidOperationException("An undo needs no mode."),
        };
    }

    /// <summary>Looks what undoing would do, and does nothing.</summary>
    /// <returns>The field table, or null if the record is not there any more.</returns>
    public async Task<IReadOnlyList<FieldChange>?> LookAsync(UndoEntity plan, CancellationToken cancellationToken)
    {
        if (await reader.ReadAgainAsync(plan.Entity, cancellationToken) is not { Deleted: false } record)
        {
            return null;
        }

        var map = plan.Entity.Kind == EntityKind.Contact ? await maps.OfContactsAsync(cancellationToken) : await maps.OfPersonsAsync(cancellationToken);
        var target = new WriteTarget(plan.Entity, record, map, "", InScope: false);
        return [.. plan.Fields.Select(f => Check(target, f))];
    }

    private static FieldChange Check(WriteTarget target, UndoField field)
    {
        var (type, present) = (target.Map.TypeOf(field.ProgId), target.Record.Fields.GetValueOrDefault(field.ProgId));
        var restore = field.Restore ?? EmptyOf(type);
        var (decision, why) =
            !target.Map.ProgIds.Contains(field.ProgId) ? ("unresolved", "the field is not mapped any more")
            : FieldValue.AreEqual(type, present, restore) ? ("agreed", "it holds what it held before us")
            : field.Written.Any(written => FieldValue.AreEqual(type, present, written)) && target.Record.ReadOnlyFields.Contains(field.ProgId) ? ("unresolved", ReadOnlyFields.Why)
            : field.Written.Any(written => FieldValue.AreEqual(type, present, written)) ? ("write", "a person undoes what we wrote")
            : ("keep", "somebody changed it since we wrote");
        return new FieldChange(target.Map.NameOf(field.ProgId), field.ProgId, decision, present, restore, why)
        {
            OldText = Readable.Of(type, present),
            NewText = Readable.Of(type, restore),
        };
    }

    private static string EmptyOf(FieldType type) => FieldValue.TryParse(type, "", out var empty) ? empty.ToWire() : "";

    private static EntityResult.Finished Finished(EntityKey key, JobOutcome outcome, string reason, IReadOnlyList<FieldChange> rows, string? detail = null) =>
        new(new EntityReport { Entity = key, Outcome = outcome, Reason = reason, Detail = detail, Fields = rows });
}
