using Connector.Jobs.Ledger;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>
/// Whether a write that nobody saw end has happened, by what the CRM holds. A PATCH is all or nothing, so all its fields prove it, and one of them
/// nothing: a human may have set the same list item. A stamp among them is nobody else's. Without one, the record must not be known to have been
/// saved by somebody else last: then a human may have set them all.
/// Where the whole is not there, a human may have changed a part of it since: what they chose, or emptied, must not look like what it was before our
/// write, which is ours to replace, or was never filled.
/// </summary>
public static class Proof
{
    /// <summary>Per ProgId the values that prove it, as the CRM holds them; null if it is not proved.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="record">The record now.</param>
    /// <param name="intent">The write.</param>
    /// <param name="own">Our associate's id; null if not known.</param>
    public static IReadOnlyDictionary<string, string>? Of(FieldMap map, CrmRecord record, WriteIntent intent, int? own)
    {
        var isBySomebodyElse = own is not null && record.UpdatedBy is { } by && by != own;
        return (intent.Stamp is not null || !isBySomebodyElse) && intent.New.All(n => IsThere(map, record, n)) && intent.New.Any(n => IsNew(map, intent, n))
            ? intent.New.ToDictionary(n => n.Key, n => record.Fields.GetValueOrDefault(n.Key, ""), StringComparer.Ordinal)
            : null;
    }

    /// <summary>
    /// What a write's stamp alone proves: the whole has arrived, and what differs from it was changed since.
    /// </summary>
    /// <returns>Per ProgId what is ours: the value as the CRM holds it, or what was sent where it holds another. Null if the stamp is not there.</returns>
    public static IReadOnlyDictionary<string, string>? OfStamp(FieldMap map, CrmRecord record, WriteIntent intent) =>
        intent.Stamp is { } stamp && intent.New.Where(n => n.Key == stamp).Any(n => IsThere(map, record, n) && IsNew(map, intent, n))
            ? intent.New.ToDictionary(n => n.Key, n => IsThere(map, record, n) ? record.Fields.GetValueOrDefault(n.Key, "") : n.Value, StringComparer.Ordinal)
            : null;

    /// <summary>
    /// Of a write without a stamp that is given up: the content fields that count as a human's from now on, for they may be. There are none if nobody but
    /// us has saved the record since it was read, and nothing of the write is there but list items. Else it is what the write meant, which a human
    /// may have picked; what is ours from before, which a human may have put back; what a human has changed, who may have seen what the write
    /// meant and may go back to what was ours before. What is empty may have been emptied again where a text or a date of the write is there, so
    /// that it has most likely arrived; or where it is the write's only content field, so that nothing beside it could tell.
    /// </summary>
    /// <param name="map">The mapping.</param>
    /// <param name="record">The record now.</param>
    /// <param name="intent">The write.</param>
    /// <param name="written">What the CRM returned after our last write.</param>
    /// <param name="own">Our associate's id; null if not known.</param>
    /// <returns>Their ProgIds.</returns>
    public static IReadOnlyList<string> InDoubt(
        FieldMap map, CrmRecord record, WriteIntent intent, IReadOnlyDictionary<string, string> written, int? own)
    {
        var isAsRead = record.UpdatedDate == intent.ReadVersion || (own is not null && record.UpdatedBy == own);
        var content = intent.New.Where(n => map.Content.Any(f => f.ProgId == n.Key)).ToList();
        var hasArrived = intent.New.Any(n => map.TypeOf(n.Key) != FieldType.List && IsNew(map, intent, n) && IsThere(map, record, n));
        return intent.Stamp is null && (hasArrived || !isAsRead) ? [.. content.Where(IsInDoubt).Select(n => n.Key)] : [];

        bool IsInDoubt(KeyValuePair<string, string> field)
        {
            var (type, present) = (map.TypeOf(field.Key), record.Fields.GetValueOrDefault(field.Key));
            return IsThere(map, record, field) || Merge.StateOf(type, present, written.GetValueOrDefault(field.Key)) switch
            {
                FieldState.Ours => true,
                FieldState.Empty => hasArrived || content.Count == 1,
                _ => !FieldValue.AreEqual(type, present, intent.Old.GetValueOrDefault(field.Key)),
            };
        }
    }

    /// <summary>Whether a field holds what the write meant and did not hold it before: the least sign that it has happened.</summary>
    public static bool IsPartThere(FieldMap map, CrmRecord record, WriteIntent intent) => intent.New.Any(n => IsNew(map, intent, n) && IsThere(map, record, n));

    private static bool IsThere(FieldMap map, CrmRecord record, KeyValuePair<string, string> field) =>
        FieldValue.AreEqual(map.TypeOf(field.Key), record.Fields.GetValueOrDefault(field.Key), field.Value);

    private static bool IsNew(FieldMap map, WriteIntent intent, KeyValuePair<string, string> field) =>
        !FieldValue.AreEqual(map.TypeOf(field.Key), intent.Old.GetValueOrDefault(field.Key), field.Value);
}
