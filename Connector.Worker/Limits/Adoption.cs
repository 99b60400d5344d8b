using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Passes;
using Connector.Worker.Requests;
using Connector.Worker.Writing;

namespace Connector.Worker.Limits;

/// <summary>
/// Takes the present values of an entity's mapped fields for ours, because a person says that they are: a predecessor wrote them. Only the ledger
/// learns of it; where we may write and a stamp field is mapped, the stamp is written too, so that it outlives Redis. Doing it again changes
/// nothing, and finishes what was interrupted. What a human changed since we wrote stays theirs.
/// </summary>
internal sealed class Adoption(
    EntityReader reader, OpenWrites openWrites, WriteLedger ledger, KnownEntities knownEntities, FieldWrites writes, TimeProvider time)
    : IRequestHandler
{
    public RequestKind Kind => RequestKind.Adopt;

    /// <summary>Does what a request of kind <see cref="RequestKind.Adopt"/> asks for.</summary>
    public Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken) =>
        RunAsync(scope, request.Entity, request.By ?? request.Event, cancellationToken);

    /// <summary>Adopts.</summary>
    /// <param name="scope">A pass that has the entity's account.</param>
    /// <param name="key">The entity.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="cancellationToken">Ends it before an intent.</param>
    public async Task<EntityResult> RunAsync(PassScope scope, EntityKey key, string by, CancellationToken cancellationToken)
    {
        var (entity, settled) = await reader.ReadAsync(scope, key, cancellationToken);
        if (entity is null)
        {
            return settled!;
        }

        var known = await knownEntities.ReadAsync(scope, key, entity.Map, entity.Record, cancellationToken);
        if (known.OpenIntent is { } intent)
        {
            var (settledTarget, _) = await openWrites.SettleAsync(scope, entity.Target, intent, cancellationToken);
            if (settledTarget is null)
            {
                return Finished(key, JobOutcome.Skipped, "deleted", []);
            }

            entity = entity with { Record = settledTarget.Record };
            known = await knownEntities.ReadAsync(scope, key, entity.Map, entity.Record, cancellationToken);
        }

        var fields = AdoptionTable.Of(entity.Map, entity.Record.Fields, known.Written);
        var adopted = fields.Where(f => f.Verdict == AdoptionVerdict.Adopt).ToDictionary(f => f.Field.ProgId, f => f.Present!, StringComparer.Ordinal);
        if (adopted.Count > 0)
        {
            await ledger.AdoptAsync(scope.Pass, key, adopted, by, cancellationToken);
            known = await ledger.ReadAsync(scope.Tenant, key, cancellationToken);
        }

        return await StampAsync(scope, entity, known, cancellationToken) is WriteResult.Held held
            ? new EntityResult.Failed(held.Failure)
            : Finished(
                key,
                adopted.Count > 0 ? JobOutcome.Completed : JobOutcome.Unchanged,
                adopted.Count > 0 ? "adopted" : fields.Any(f => f.Verdict == AdoptionVerdict.AlreadyOurs) ? "already_ours" : "nothing_to_adopt",
                [.. fields.Where(f => f.Verdict != AdoptionVerdict.Empty).Select(f => RowOf(f, known.Written))]);
    }

    /// <summary>Writes the stamp if it does not speak of all that is ours; where we may not write, the ledger alone knows.</summary>
    private async Task<WriteResult?> StampAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken)
    {
        var whole = known.Applied == Fingerprint.Applied(entity.Question.Fingerprint, entity.Map.Version);
        var source = new StampSource(entity.Key, whole ? entity.Question.Fingerprint : "", known.Written, whole);
        var nothing = new Dictionary<string, string>();
        var claims = CompanionFields.ClaimsOf(nothing, entity.Map, source);
        if (claims.Count == 0
            || CompanionFields.StampOf(nothing, entity.Map, source, time.GetUtcNow()) is not { } text
            || Stamp.TryParse(text)!.Check is null
            || (Stamp.TryParse(entity.Record.Fields.GetValueOrDefault(entity.Map.Stamp!.ProgId)) is { } present
                && present.IsOf(entity.Key) && claims.SequenceEqual(present.Claims) && (whole || !present.IsComplete)))
        {
            return null;
        }

        var target = entity.Target with { Applied = known.Applied ?? "" };
        return await writes.RunAsync(scope, target, new Dictionary<string, string> { [entity.Map.Stamp!.ProgId] = text }, grant: null, cancellationToken);
    }

    private static FieldChange RowOf(AdoptedField adopted, IReadOnlyDictionary<string, string> written)
    {
        var (field, (decision, why)) = (adopted.Field, adopted.Verdict switch
        {
            AdoptionVerdict.Adopt => ("adopt", "a person says that this value is ours"),
            AdoptionVerdict.AlreadyOurs => ("agreed", "it is ours already"),
            _ => ("keep", "a human changed it since we wrote"),
        });
        return new FieldChange(field.Field, field.ProgId, decision, adopted.Present, written.GetValueOrDefault(field.ProgId), why)
        {
            OldText = Readable.Of(field.Definition.Type, adopted.Present),
        };
    }

    private static EntityResult.Finished Finished(EntityKey key, JobOutcome outcome, string reason, IReadOnlyList<FieldChange> rows) =>
        new(new EntityReport { Entity = key, Outcome = outcome, Reason = reason, Fields = rows });
}
