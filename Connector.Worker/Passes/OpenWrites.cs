using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Settles a write that was begun and not confirmed. What the CRM holds either proves it, see <see cref="Proof"/>, or not yet: it may be on its way,
/// so its time-out is waited out and the look repeated. What is not proved then is given up, not forgotten: its worker may be frozen, see
/// <see cref="KnownEntities"/>. Of a write that was given up nothing is ours, what a human may have changed since is theirs, and the answer is compared
/// afresh.
/// </summary>
internal sealed class OpenWrites(
    WriteLedger ledger, EntityReader reader, OwnIdentity identity, IOptions<SuperOfficeOptions> superOffice, IOptions<WorkerOptions> options, TimeProvider time)
{
    /// <summary>Settles the intent.</summary>
    /// <returns>The entity as it is afterwards, null if it is gone; and what turned out to have been written.</returns>
    public async Task<(WriteTarget? Target, IReadOnlyList<FieldChange> Written)> SettleAsync(
        PassScope scope, WriteTarget entity, WriteIntent intent, CancellationToken cancellationToken)
    {
        var own = (await identity.GetAsync(cancellationToken))?.AssociateId;
        var proof = Proof.Of(entity.Map, entity.Record, intent, own);
        if (proof is null)
        {
            await WaitOutAsync(scope, intent, cancellationToken);
            if (await reader.ReadAgainAsync(entity.Key, cancellationToken) is not { Deleted: false } record)
            {
                return (null, []);
            }

            scope.Note(record);
            entity = entity with { Record = record };
            proof = Proof.Of(entity.Map, record, intent, own);
        }

        if (proof is null)
        {
            var written = (await ledger.ReadAsync(scope.Tenant, entity.Key, cancellationToken)).Written;
            await ledger.GiveUpAsync(scope.Pass, entity.Key, Proof.InDoubt(entity.Map, entity.Record, intent, written, own), cancellationToken);
            return (entity, []);
        }

        await ledger.ConfirmAsync(scope.Pass, entity.Key, proof, cancellationToken);
        return (entity, [.. intent.New.Select(n => Row(entity, intent, n.Key, n.Value))]);
    }

    private async Task WaitOutAsync(PassScope scope, WriteIntent intent, CancellationToken cancellationToken)
    {
        var wait = intent.At + superOffice.Value.Timeout + options.Value.LeaseReserve - scope.RedisNow;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private static FieldChange Row(WriteTarget entity, WriteIntent intent, string progId, string value) => new(
        entity.Map.NameOf(progId), progId, "write", intent.Old.GetValueOrDefault(progId), value, "written by a pass that ended before it could say so");
}
