using System.Net;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Snapshots;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Cascading;
using Connector.Worker.Leash;
using Connector.Worker.Telemetry;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>An entity that is about to be written, as it was just read.</summary>
/// <param name="Key">The entity.</param>
/// <param name="Record">The CRM's record.</param>
/// <param name="Map">The fields that may be written.</param>
/// <param name="Applied">What counts as applied afterwards.</param>
/// <param name="InScope">Whether its account may be written without a person's grant.</param>
internal sealed record WriteTarget(EntityKey Key, CrmRecord Record, FieldMap Map, string Applied, bool InScope)
{
    /// <summary>When the record was read, by Redis' clock, or earlier; null: since the pass began.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    public CrmEntity CrmEntity => Key.Kind == EntityKind.Contact ? CrmEntity.Contact : CrmEntity.Person;
}

/// <summary>What became of a write.</summary>
internal abstract record WriteResult
{
    /// <summary>The CRM holds it.</summary>
    public sealed record Written : WriteResult;

    /// <summary>It may only be proposed.</summary>
    /// <param name="Why">A stable word: <c>proposed</c> or <c>out_of_scope</c>.</param>
    public sealed record Forbidden(string Why) : WriteResult;

    /// <summary>It may not be now.</summary>
    public sealed record Held(Failure Failure) : WriteResult;
}

/// <summary>
/// The one way into the CRM: intent, snapshot, PATCH, brake, confirmation, in this order, so that a crash between any two of them is
/// recovered by whoever comes next: before the intent nothing has happened; after it, <see cref="OpenWrites"/> finds out what has.
/// </summary>
internal sealed class FieldWrites(
    SuperOfficeClient client,
    EntityReader reader,
    OwnIdentity identity,
    WriteLedger ledger,
    FieldMaps maps,
    WritePermissions permissions,
    WriteStopFile stopFile,
    Snapshots snapshots,
    BrakeLever brake,
    TenantLimits limits,
    Cascades cascades,
    IOptions<TenantOptions> tenant,
    IOptions<SuperOfficeOptions> superOffice,
    IOptions<WorkerOptions> options,
    TimeProvider time)
{
    /// <summary>Writes. What the CRM refuses is thrown, after the brake has noted it.</summary>
    /// <param name="scope">The pass.</param>
    /// <param name="target">What is written to.</param>
    /// <param name="set">Per ProgId the value to set; mapped fields only.</param>
    /// <param name="grant">A person's leave; null for what happens by itself.</param>
    /// <param name="cancellationToken">Ends it before the intent; afterwards <see cref="PassScope.Write"/> does.</param>
    public async Task<WriteResult> RunAsync(
        PassScope scope, WriteTarget target, IReadOnlyDictionary<string, string> set, WriteGrant? grant, CancellationToken cancellationToken)
    {
        if (stopFile.IsSet(scope.Tenant))
        {
            return new WriteResult.Held(WriteHolds.StopFile);
        }

        FieldGuard.Ensure(target.Map, set.Keys);
        var needed = superOffice.Value.Timeout + options.Value.LeaseReserve;
        await scope.Lease.EnsureAsync(needed, cancellationToken);
        var old = set.Keys.ToDictionary(k => k, k => target.Record.Fields.GetValueOrDefault(k), StringComparer.Ordinal);
        var known = await ledger.ReadAsync(scope.Tenant, target.Key, cancellationToken);
        await cascades.BeforeWriteAsync(scope, target, known, cancellationToken);
        var (before, snapshot) = FirstSeen(target, known.Snapshot);
        var intent = new WriteIntent(scope.Pass.Fence, target.Applied, old, set, scope.RedisNow)
        {
            ReadVersion = target.Record.UpdatedDate,
            ReadAt = target.ReadAt ?? scope.Pass.StartedAt,
            Stamp = target.Map.Stamp is { ProgId: var stamp } && set.ContainsKey(stamp) ? stamp : null,
            Snapshot = snapshot,
        };
        Steps.Announce(Steps.BeforeIntend);
        switch (await ledger.IntendAsync(scope.Pass, target.Key, intent, TermsOf(target, grant), cancellationToken))
        {
            case IntendResult.ModeForbids:
                return new WriteResult.Forbidden("proposed");
            case IntendResult.OutOfScope:
                return new WriteResult.Forbidden("out_of_scope");
            case IntendResult.WriteStopped:
                return new WriteResult.Held(WriteHolds.Stop);
            case IntendResult.BudgetSpent:
                return new WriteResult.Held(WriteHolds.Budget);
        }

        Steps.Announce(Steps.AfterIntend);
        scope.WriteAllowed = true;
        scope.BudgetLeft |= grant is null;
        if (await TrySnapshotAsync(scope, target, intent, before, grant) is { } failure)
        {
            return new WriteResult.Held(failure);
        }

        await scope.Lease.EnsureAsync(needed, scope.Write);
        var patch = new FieldPatch { Set = set, Expected = old, ReadVersion = target.Record.UpdatedDate };
        Steps.Announce(Steps.BeforePatch);
        IReadOnlyDictionary<string, string> returned;
        try
        {
            returned = await PatchAsync(scope, target, patch, grant?.Kind);
        }
        catch (SuperOfficeException refused) when (refused.Kind == FailureKind.WriteRefused)
        {
            // Since the intent a person lowered the mode, or stopped writes.
            return await AskAgainAsync(scope, grant) == WriteVerdict.ModeForbids
                ? new WriteResult.Forbidden("proposed")
                : new WriteResult.Held(Failure.Of(refused)!);
        }
        catch (SuperOfficeException unreadable) when (unreadable.Kind == FailureKind.Unreadable)
        {
            returned = await LookAsync(scope, target, intent, known.Written, unreadable);
        }

        Steps.Announce(Steps.AfterPatch);
        scope.Note(target.Record with { Fields = returned });
        await brake.NoteAsync(scope, AsMeant(target.Map, set, returned) ? WriteEnding.Smooth : WriteEnding.Mismatch);
        Steps.Announce(Steps.BeforeConfirm);
        await ledger.ConfirmAsync(scope.Pass, target.Key, Ours(set, returned), scope.Write);
        Steps.Announce(Steps.AfterConfirm);
        WorkerMetrics.Patched(set.Count);
        return new WriteResult.Written();
    }

    private WriteTerms TermsOf(WriteTarget target, WriteGrant? grant) => new()
    {
        Mode = tenant.Value.Mode,
        InScope = target.InScope,
        Budget = limits.WriteBudget,
        Grant = grant,
    };

    /// <summary>The mapped fields as they are, if a snapshot lacks any of them, and what it has with them.</summary>
    private static (Dictionary<string, string?>? Before, IReadOnlyList<string>? Snapshot) FirstSeen(WriteTarget target, IReadOnlyCollection<string> known)
    {
        var mapped = target.Map.ProgIds.ToList();
        return mapped.All(known.Contains)
            ? (null, null)
            : (mapped.ToDictionary(p => p, p => target.Record.Fields.GetValueOrDefault(p), StringComparer.Ordinal), [.. known.Union(mapped)]);
    }

    private async Task<Failure?> TrySnapshotAsync(
        PassScope scope, WriteTarget target, WriteIntent intent, IReadOnlyDictionary<string, string?>? before, WriteGrant? grant)
    {
        try
        {
            await snapshots.AppendAsync(
                scope.Tenant,
                new SnapshotLine
                {
                    At = time.GetUtcNow(),
                    Entity = target.Key.ToString(),
                    Account = scope.Pass.Account.Account,
                    Fence = scope.Pass.Fence,
                    Run = scope.Pass.RunId,
                    Kind = grant switch { { Kind: GrantKind.Approve } => "approve", { Kind: GrantKind.Undo } => "undo", _ => null },
                    Batch = grant?.Batch,
                    Before = before,
                    Old = intent.Old,
                    New = intent.New,
                },
                scope.Write);
            scope.SnapshotStored = true;
            return null;
        }
        catch (SnapshotFailedException failed)
        {
            await ledger.AbandonAsync(scope.Pass, target.Key, scope.Write);
            return new Failure(FailureEffect.Hold, failed.Message, Side: HoldSide.Snapshots);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> PatchAsync(PassScope scope, WriteTarget target, FieldPatch patch, GrantKind? grant)
    {
        // A person's deed waits behind what just happened.
        var caller = client.With(grant is null ? scope.ClassOf(target.Key) : CallClass.Replay);
        try
        {
            return await PassWrite.RunAsync(scope.Pass, grant, () => caller.PatchFieldsAsync(target.CrmEntity, target.Key.Id, patch, scope.Write));
        }
        catch (SuperOfficeException refused) when (refused.Kind is not (FailureKind.Transient or FailureKind.Unreadable))
        {
            // It was not sent, or the server said no: nothing was written, and nobody need look for it.
            await brake.NoteAsync(scope, refused);
            await ledger.AbandonAsync(scope.Pass, target.Key, scope.Write);
            if (Names(refused, patch) && await maps.HasChangedAsync(target.CrmEntity, target.Map, patch.Set, scope.Write))
            {
                throw new SuperOfficeException(
                    FailureKind.Conflict, FailureScope.Entity, $"{refused.Message} The tenant's fields or lists have changed since they were read.", inner: refused);
            }

            throw;
        }
    }

    /// <summary>What the CRM holds after a PATCH whose answer nobody can read: it may come from the CRM, or from whatever stands before it.</summary>
    /// <exception cref="SuperOfficeException">The write has not happened; another try may do it.</exception>
    private async Task<IReadOnlyDictionary<string, string>> LookAsync(
        PassScope scope, WriteTarget target, WriteIntent intent, IReadOnlyDictionary<string, string> written, SuperOfficeException unreadable)
    {
        var (record, own) = (await reader.ReadAgainAsync(target.Key, scope.Write), (await identity.GetAsync(scope.Write))?.AssociateId);
        if (record is not null && Proof.Of(target.Map, record, intent, own) is not null)
        {
            return record.Fields;
        }

        await ledger.GiveUpAsync(scope.Pass, target.Key, record is null ? [] : Proof.InDoubt(target.Map, record, intent, written, own), scope.Write);
        throw new SuperOfficeException(
            FailureKind.Transient, FailureScope.Entity, $"{unreadable.Message} The record does not hold what was sent.", unreadable.Status, inner: unreadable);
    }

    /// <summary>Whether a 400 names one of the fields: then the layout may have changed since it was read.</summary>
    private static bool Names(SuperOfficeException refused, FieldPatch patch) =>
        refused.Status == HttpStatusCode.BadRequest
        && patch.Set.Keys.Any(k => refused.ErrorMessage?.Contains(k, StringComparison.OrdinalIgnoreCase) == true);

    private Task<WriteVerdict> AskAgainAsync(PassScope scope, WriteGrant? grant) =>
        permissions.AskAsync(scope.Pass, tenant.Value.Mode, grant?.Kind, scope.Write);

    private static bool AsMeant(FieldMap map, IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> returned) =>
        set.All(s => FieldValue.AreEqual(map.TypeOf(s.Key), returned.GetValueOrDefault(s.Key), s.Value));

    /// <summary>What was set, as the CRM returned it. A field that it leaves out is empty, as in a record that is read.</summary>
    private static Dictionary<string, string> Ours(IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> returned) =>
        set.Keys.ToDictionary(k => k, k => returned.GetValueOrDefault(k, ""), StringComparer.Ordinal);
}
