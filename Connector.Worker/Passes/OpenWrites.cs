using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Settles a write that was begun and not confirmed. A PATCH is atomic, so one look tells: a field that holds the new value means it
/// happened; fields that hold the old value mean that it did not, or is still on its way, so its time-out is waited out and the
/// look repeated; anything else is a human's, and stays. A write that did not happen is given up, not forgotten: its worker may be frozen,
/// see <see cref="KnownEntities"/>.
/// </summary>
internal sealed class OpenWrites(WriteLedger ledger, EntityReader reader, IOptions<SuperOfficeOptions> superOffice, IOptions<WorkerOptions> options, TimeProvider time)
{
    /// <summary>Settles the intent.</summary>
    /// <returns>The entity as it is afterwards, null if it is gone; and what turned out to have been written.</returns>
    public async Task<(WriteTarget? Target, IReadOnlyList<FieldChange> Written)> SettleAsync(
        PassScope scope, WriteTarget entity, WriteIntent intent, CancellationToken cancellationToken)
    {
        var written = WrittenFields(entity.Map, entity.Record.Fields, intent);
        if (written.Count == 0)
        {
            await WaitOutAsync(scope, intent, cancellationToken);
            if (await reader.ReadAgainAsync(entity.Key, cancellationToken) is not { Deleted: false } record)
            {
                return (null, []);
            }

            scope.Note(record);
            entity = entity with { Record = record };
            written = WrittenFields(entity.Map, record.Fields, intent);
        }

        if (written.Count == 0)
        {
            await ledger.GiveUpAsync(scope.Pass, entity.Key, cancellationToken);
            return (entity, []);
        }

        await ledger.ConfirmAsync(scope.Pass, entity.Key, written, cancellationToken);
        return (entity, [.. intent.New.Select(n => Row(entity, intent, n.Key, n.Value, written.ContainsKey(n.Key)))]);
    }

    /// <summary>Per ProgId the present value, for the fields that hold what the intent meant to write.</summary>
    public static Dictionary<string, string> WrittenFields(FieldMap map, IReadOnlyDictionary<string, string> fields, WriteIntent intent)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (progId, value) in intent.New)
        {
            var type = map.TypeOf(progId);
            if (fields.TryGetValue(progId, out var present)
                && FieldValue.AreEqual(type, present, value)
                && !FieldValue.AreEqual(type, intent.Old.GetValueOrDefault(progId), value))
            {
                found[progId] = present;
            }
        }

        return found;
    }

    private async Task WaitOutAsync(PassScope scope, WriteIntent intent, CancellationToken cancellationToken)
    {
        var wait = intent.At + superOffice.Value.Timeout + options.Value.LeaseReserve - scope.RedisNow;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private static FieldChange Row(WriteTarget entity, WriteIntent intent, string progId, string value, bool written) => new(
        entity.Map.NameOf(progId),
        progId,
        written ? "write" : "keep",
        written ? intent.Old.GetValueOrDefault(progId) : entity.Record.Fields.GetValueOrDefault(progId),
        value,
        written ? "written by a pass that ended before it could say so" : "a human changed it right after we wrote");
}
