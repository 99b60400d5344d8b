using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>What events tell of a sale: ids, state and dates, never its amount or heading. Source: SuperOffice docs, automation/webhook/reference.</summary>
internal static class SaleValues
{
    public static JsonObject Of(SaleRow row) => new()
    {
        ["sale_id"] = row.Id,
        ["contact_id"] = row.ContactId,
        ["person_id"] = row.PersonId,
        ["associate_id"] = row.OwnerId,
        ["status"] = (int)row.Status,
        ["saledate"] = Iso(row.Saledate),
        ["done"] = row.Status is SaleStatus.Sold or SaleStatus.Lost ? 1 : 0,
        ["updated"] = Iso(row.Updated),
    };

    public static JsonObject OfGone(SaleRow row) => new()
    {
        ["associate_id"] = row.OwnerId,
        ["contact_id"] = row.ContactId,
        ["person_id"] = row.PersonId,
        ["sale_id"] = row.Id,
    };

    private static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.FFzzz", CultureInfo.InvariantCulture);
}
