using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Requests;
using Connector.Worker.Writing;

namespace Connector.Worker.Passes;

/// <summary>Says what an event was about where nothing that the Company Explorer depends on has changed: a human's edit, our echo, or neither.</summary>
internal sealed class UnchangedEntities(OwnIdentity identity)
{
    /// <summary>The reason of an entity that is neither.</summary>
    public const string Reason = "unchanged";

    public async Task<EntityResult> RunAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken)
    {
        var edits = entity.Map.Content
            .Where(f => known.Written.GetValueOrDefault(f.ProgId) is not (null or LedgerEntry.Unsure))
            .Select(f => (Field: f, Present: entity.Record.Fields.GetValueOrDefault(f.ProgId), Written: known.Written[f.ProgId]))
            .Where(f => Merge.StateOf(f.Field.Definition.Type, f.Present, f.Written) is FieldState.Edited or FieldState.Emptied)
            .Select(f => new FieldChange(f.Field.Field, f.Field.ProgId, "keep", f.Present, f.Written, "a human changed it since we wrote"))
            .ToList();
        var own = (await identity.GetAsync(cancellationToken))?.AssociateId;
        // What follows from something else says nothing of who saved the record.
        var events = scope.JobsOf(entity.Key).Where(j => !RequestWork.IsConsequence(j)).ToList();
        var reason = edits.Count > 0 ? "human_edit"
            : own is not null && known.Written.Count > 0 && events.Count > 0 && events.TrueForAll(j => j.ChangedBy == own) ? "echo"
            : Reason;
        return new EntityResult.Finished(new EntityReport { Entity = entity.Key, Outcome = JobOutcome.Unchanged, Reason = reason, Fields = edits });
    }
}
