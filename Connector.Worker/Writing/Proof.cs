using Connector.Jobs.Ledger;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>
/// Whether a write that nobody saw end has happened, by what the CRM holds. A PATCH is all or nothing, so all its fields prove it, and one of them
/// nothing: a human may have set the same list item. A stamp among them is nobody else's. Without one, the record must not be known to have been
/// saved by somebody else last: then a human may have set them all.
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
        return (intent.Stamp is not null || !isBySomebodyElse) && intent.New.All(IsThere) && intent.New.Any(IsNew)
            ? intent.New.ToDictionary(n => n.Key, n => record.Fields.GetValueOrDefault(n.Key, ""), StringComparer.Ordinal)
            : null;

        bool IsThere(KeyValuePair<string, string> field) =>
            FieldValue.AreEqual(map.TypeOf(field.Key), record.Fields.GetValueOrDefault(field.Key), field.Value);

        bool IsNew(KeyValuePair<string, string> field) =>
            !FieldValue.AreEqual(map.TypeOf(field.Key), intent.Old.GetValueOrDefault(field.Key), field.Value);
    }
}
