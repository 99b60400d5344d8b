using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Cascading;
using Connector.Worker.Limits;
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

    /// <summary>True if it was made anew in this pass, after fields and lists had been read again: what is refused now is refused permanently.</summary>
    public bool IsSecondTry { get; init; }

    public CrmEntity CrmEntity => Key.Kind == EntityKind.Contact ? CrmEntity.Contact : CrmEntity.Person;
}

/// <summary>What became of a write.</summary>
internal abstract record WriteResult
{
    /// <summary>The CRM holds it.</summary>
    public sealed record Written : WriteResult;

    /// <summary>It may only be proposed.</summary>
    /// <param name="Why">A stable word: <c>proposed</c>, <c>out_of_scope</c> or <c>no_right</c>.</param>
    /// <param name="Detail">What the word means here, for people; null if it says all.</param>
    public sealed record Forbidden(string Why, string? Detail = null) : WriteResult
    {
        /// <summary>The CRM does not let us change this record.</summary>
        public static Forbidden NoRight(string detail) => new("no_right", detail);
    }

    /// <summary>The CRM refused it, and the tenant's fields or lists turned out to be other than the write was made from: it must be made anew.</summary>
    /// <param name="Failure">What it is where it is not made anew at once.</param>
    public sealed record Outdated(Failure Failure) : WriteResult;

    /// <summary>It may not be now.</summary>
    public sealed record Held(Failure Failure) : WriteResult;
}

/// <summary>
/// The one way into the CRM: intent, journal, PATCH, brake, confirmation, in this order, so that a crash between any two of them is
/// recovered by whoever comes next: before the intent nothing has happened; after it, <see cref="OpenWrites"/> finds out what has.
/// </summary>
internal sealed class FieldWrites(
    Patches patches,
    WriteLedger ledger,
    WriteStopFile stopFile,
    WorkerJournal journal,
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
        if (!target.Record.MayBeChanged)
        {
            return WriteResult.Forbidden.NoRight("The record's TableRight says that we may not change it.");
        }

        if (ReadOnlyFields.Detail(target.Map, set.Keys, target.Record.ReadOnlyFields) is { } readOnly)
        {
            return WriteResult.Forbidden.NoRight(readOnly);
        }

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
            ReadVersion = target.Record.IsVersionUnique ? target.Record.UpdatedDate : null,
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
        Steps.Announce(Steps.BeforePatch);
        var (returned, instead) = await patches.SendAsync(scope, target, intent, known.Written, grant);
        if (instead is not null)
        {
            return instead;
        }

        Steps.Announce(Steps.AfterPatch);
        scope.ChangeDone = true;
        scope.Note(target.Record with { Fields = returned });
        await brake.NoteAsync(scope, target.Key, AsMeant(target.Map, set, returned) ? WriteEnding.Smooth : WriteEnding.Mismatch);
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
            await journal.AppendAsync(
                scope.Tenant,
                new JournalEntry
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
        catch (JournalFailedException failed)
        {
            await ledger.AbandonAsync(scope.Pass, target.Key, scope.Write);
            return new Failure(FailureEffect.Hold, failed.Message, Side: HoldSide.Snapshots);
        }
    }

    private static bool AsMeant(FieldMap map, IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> returned) =>
        set.All(s => FieldValue.AreEqual(map.TypeOf(s.Key), returned.GetValueOrDefault(s.Key), s.Value));

    /// <summary>What was set, as the CRM returned it. A field that it leaves out is empty, as in a record that is read.</summary>
    private static Dictionary<string, string> Ours(IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> returned) =>
        set.Keys.ToDictionary(k => k, k => returned.GetValueOrDefault(k, ""), StringComparer.Ordinal);
}
