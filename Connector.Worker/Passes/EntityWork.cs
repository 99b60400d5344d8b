using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice;
using Connector.Worker.Cascading;
using Connector.Worker.Deciding;
using Connector.Worker.Refusing;
using Connector.Worker.Requests;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>The way of one entity through a pass: read, compare, ask, write. Stops at the first step that settles it.</summary>
internal sealed class EntityWork(
    RequestWork requests,
    Erasure erasure,
    EntityReader reader,
    WriteLedger ledger,
    KnownEntities knownEntities,
    OpenWrites openWrites,
    Enrichments enrichments,
    UnchangedEntities unchanged,
    AskedEntities asking,
    Proposals proposals,
    TenantModes modes,
    Cascades cascades,
    RefusalTerms refusals,
    OwnIdentity identity,
    IOptions<TenantOptions> tenant,
    IOptions<SuperOfficeOptions> superOffice)
{
    /// <summary>As <see cref="DecisionReason.Deleted"/> is spelt.</summary>
    private const string Gone = "deleted";

    private const string Overwritten =
        "Somebody else saved this record while it was last written, and the CRM does not say which fields: if one of their values is missing, the write before this run replaced it.";

    private const string CameLate =
        "A change that a worker had begun and we had given up reached the CRM late: if what somebody saved in these fields meanwhile is missing, it was replaced by it.";

    /// <summary>
    /// Works on one entity: what was asked for, one request after the other, then all else that is left, in one. Failures of the outside world are
    /// results; cancellation, a lost lease and Redis are thrown.
    /// </summary>
    public async IAsyncEnumerable<EntityResult> RunAsync(PassScope scope, EntityKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = scope.JobsOf(key).ToList();
        // Erasing first: it ends whatever else there is about the entity.
        foreach (var request in left.Where(RequestWork.NeedsHandler).OrderByDescending(j => j.Request == erasure.Kind.Word()).ToList())
        {
            var result = await JudgedAsync(
                async () => await cascades.AfterAsync(scope, key, request, await requests.RunAsync(scope, request, cancellationToken)),
                cancellationToken);
            yield return result;
            if (result.Jobs is not { } settled)
            {
                // What stops one stops all: they keep their order.
                yield break;
            }

            left.RemoveAll(j => settled.Contains(j.JobId));
            if (left.Count == 0)
            {
                yield break;
            }
        }

        yield return await JudgedAsync(
            async () => await cascades.AfterAsync(scope, key, request: null, await ReadAndWorkAsync(scope, key, cancellationToken)),
            cancellationToken);
    }

    private async Task<EntityResult> ReadAndWorkAsync(PassScope scope, EntityKey key, CancellationToken cancellationToken)
    {
        if (scope.JobsOf(key).LastOrDefault(Erasure.IsDeletion) is { } deletion && await reader.IsGoneAsync(scope, key, cancellationToken))
        {
            return await erasure.RunAsync(scope, deletion, cancellationToken);
        }

        var (ready, settled) = await reader.ReadAsync(scope, key, cancellationToken);
        Steps.Announce(Steps.EntityRead);
        var result = settled ?? await WorkAsync(scope, ready!, cancellationToken);
        if (result is EntityResult.Finished { Report.Reason: Gone } && (await ledger.ReadAsync(scope.Tenant, key, cancellationToken)).OpenIntent is not null)
        {
            // What became of a crashed worker's write nobody can see any more, and whoever looks for writes that were left open need not look for this one.
            await ledger.AbandonAsync(scope.Pass, key, cancellationToken);
        }

        return result is EntityResult.Finished { Report: var report }
            ? new EntityResult.Finished(report with { Refusal = await refusals.OfAsync(report, ready?.Map, cancellationToken) })
            : result;
    }

    private static async Task<EntityResult> JudgedAsync(Func<Task<EntityResult>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception thrown) when (Failure.Of(thrown) is not null)
        {
            // A call that we cancelled fails in words of its own; that is nobody's failure.
            cancellationToken.ThrowIfCancellationRequested();
            return new EntityResult.Failed(Failure.Of(thrown)!);
        }
    }

    private async Task<EntityResult> WorkAsync(PassScope scope, ReadyEntity entity, CancellationToken cancellationToken)
    {
        var known = await knownEntities.ReadAsync(scope, entity.Key, entity.Map, entity.Record, cancellationToken);
        if (known.OpenIntent is not { } intent)
        {
            return await CompareAsync(scope, entity, known, cancellationToken);
        }

        var (present, written) = await openWrites.SettleAsync(scope, entity.Target, intent, cancellationToken);
        if (present is null)
        {
            return Finished(entity, JobOutcome.Skipped, Gone);
        }

        known = await knownEntities.ReadAsync(scope, entity.Key, entity.Map, present.Record, cancellationToken);
        return WithWritten(await CompareAsync(scope, entity with { Record = present.Record }, known, cancellationToken), written);
    }

    private async Task<EntityResult> CompareAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken) =>
        await DecideAsync(scope, entity, known, cancellationToken) is var result
        && result is EntityResult.Finished { Report: var report }
        && await OverwrittenAsync(scope, entity, known, cancellationToken) is { } overwritten
            ? new EntityResult.Finished(report with
            {
                Reason = report.Reason == UnchangedEntities.Reason ? "perhaps_overwritten" : report.Reason,
                Detail = string.Join(' ', new[] { report.Detail, overwritten }.OfType<string>()),
            })
            : result;

    private async Task<EntityResult> DecideAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken)
    {
        if (known.Applied == entity.Applied
            && !await enrichments.IsExpiredAsync(scope, entity, known, cancellationToken)
            && !await enrichments.IsAskedForAgainAsync(scope, entity, cancellationToken))
        {
            return await unchanged.RunAsync(scope, entity, known, cancellationToken);
        }

        // Whether it may be written, permission.lua asks; that nothing is asked either, a person may have said since.
        if (tenant.Value.Mode == TenantMode.Observe || await modes.FindModeAsync(scope.Tenant, cancellationToken) == TenantMode.Observe)
        {
            return Finished(entity, JobOutcome.Skipped, "observe");
        }

        // Before anything is asked or written: whoever asks for a new analysis has it compared anew.
        if (await proposals.FindRejectionAsync(scope.Tenant, entity.Key, cancellationToken) is { } rejected
            && Fingerprint.IsOf(rejected.Applied, entity.Applied) && !scope.JobsOf(entity.Key).Any(RequestWork.IsFresh))
        {
            return new EntityResult.Finished(new EntityReport
            {
                Entity = entity.Key,
                Outcome = JobOutcome.Skipped,
                Reason = Rejection.Reason,
                Detail = rejected.Rejection.Of(entity.Key),
            });
        }

        return entity.Question.IsAskable
            ? await asking.RunAsync(scope, entity, known, cancellationToken)
            : Finished(entity, JobOutcome.Skipped, "no_name");
    }

    /// <summary>How somebody's save may have been written over by us; null if there is no sign of that.</summary>
    private async Task<string?> OverwrittenAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken)
    {
        if (superOffice.Value.WritePrecondition == WritePrecondition.Test)
        {
            return null;
        }

        if (scope.LateWrites.Contains(entity.Key))
        {
            return CameLate;
        }

        var writes = known.GivenUp.Concat(known.Outlived).Where(w => Proof.IsPartThere(entity.Map, entity.Record, w)).Select(w => (w.ReadAt, w.At)).ToList();
        if (known.WrittenAt is { } writtenAt)
        {
            writes.Add((known.ReadAt, writtenAt));
        }

        return writes.Count > 0
            && (await identity.GetAsync(cancellationToken))?.AssociateId is { } own
            && scope.JobsOf(entity.Key).Any(j => writes.Exists(w => LostSaves.MayTellOfOne(j, own, entity.Record.UpdatedBy, w.ReadAt, w.At)))
            ? Overwritten
            : null;
    }

    /// <summary>An earlier pass's write that was found to have happened makes this one's jobs completed.</summary>
    private static EntityResult WithWritten(EntityResult result, IReadOnlyList<FieldChange> written) =>
        result is EntityResult.Finished { Report: var report } && written.Count > 0 && report.Outcome != JobOutcome.Dead
            ? new EntityResult.Finished(report with
            {
                Outcome = JobOutcome.Completed,
                Reason = "written",
                Fields = [.. written, .. report.Fields.Where(f => written.All(w => w.ProgId != f.ProgId))],
            })
            : result;

    private static EntityResult.Finished Finished(ReadyEntity entity, JobOutcome outcome, string reason) =>
        new(new EntityReport { Entity = entity.Key, Outcome = outcome, Reason = reason });
}
