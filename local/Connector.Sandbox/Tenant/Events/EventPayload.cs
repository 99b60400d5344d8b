using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>
/// The bodies SuperOffice posts. No names, numbers or mail addresses are in them, only column names and ids: the receiver has
/// to read the entity. Source: SuperOffice docs, automation/webhook/reference.
/// </summary>
internal static class EventPayload
{
    public static byte[] ForRow(Subscription subscription, Guid id, string verb, EntityRow row, IEnumerable<string> changes, int associateId, DateTimeOffset at, bool withFieldValues)
    {
        var body = Head(subscription, id, $"{row.Entity}.{verb}", row.Entity, row.Id, changes, associateId, at);
        if (verb.EndsWith("deleted", StringComparison.Ordinal))
        {
            body["Values"] = GoneValues(row);
        }
        else if (withFieldValues)
        {
            body["FieldValues"] = row switch { ContactRow => ContactValues(row), SaleRow sale => SaleValues.Of(sale), _ => PersonValues((PersonRow)row) };
        }

        return Bytes(subscription, body);
    }

    /// <summary>A test, a webhook's state, or an event signalled by an app: no columns, no values.</summary>
    public static byte[] Plain(Subscription subscription, Guid id, string name, string entity, int primaryKey, int associateId, DateTimeOffset at) =>
        Bytes(subscription, Head(subscription, id, name, entity, primaryKey, [], associateId, at));

    private static JsonObject Head(
        Subscription subscription, Guid id, string name, string entity, int primaryKey, IEnumerable<string> changes, int associateId, DateTimeOffset at) => new()
        {
            ["EventId"] = id.ToString(),
            ["Timestamp"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
            ["Changes"] = new JsonArray([.. changes.Select(column => (JsonNode)column)]),
            ["Event"] = name,
            ["PrimaryKey"] = primaryKey,
            ["Entity"] = entity,
            ["ContextIdentifier"] = SandboxTenant.Id,
            ["ChangedByAssociateId"] = associateId,
            ["WebhookName"] = subscription.Name,
        };

    /// <summary>A subscription's own properties are injected at the top level; they never replace a documented member.</summary>
    private static byte[] Bytes(Subscription subscription, JsonObject body)
    {
        foreach (var (key, value) in subscription.Properties)
        {
            body.TryAdd(key, value?.DeepClone());
        }

        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static JsonObject GoneValues(EntityRow row)
    {
        if (row is SaleRow sale)
        {
            return SaleValues.OfGone(sale);
        }

        var values = new JsonObject { ["associate_id"] = row.OwnerId };
        values["contact_id"] = row is PersonRow person ? person.ContactId : row.Id;
        if (row is PersonRow)
        {
            values["person_id"] = row.Id;
        }

        return values;
    }

    private static JsonObject ContactValues(EntityRow row) => new()
    {
        ["activeInterests"] = 0,
        ["associate_id"] = row.OwnerId,
        ["business_idx"] = ((ContactRow)row).BusinessId,
        ["category_idx"] = ((ContactRow)row).CategoryId,
        ["country_id"] = 276,
        ["deleted"] = 0,
        ["DeletedDate"] = "0001-01-01T00:00:00",
        ["registered"] = Iso(row.Registered),
        ["registered_associate_id"] = row.RegisteredBy,
        ["source"] = 0,
        ["updated"] = Iso(row.Updated),
        ["userdef_id"] = row.UserdefId,
        ["userdef2_id"] = 0,
    };

    private static JsonObject PersonValues(PersonRow row) => new()
    {
        ["activeInterests"] = 0,
        ["associate_id"] = row.OwnerId,
        ["business_idx"] = 0,
        ["category_idx"] = 0,
        ["contact_id"] = row.ContactId,
        ["country_id"] = 276,
        ["DeletedDate"] = "0001-01-01T00:00:00",
        ["group_id"] = 1,
        ["person_id"] = row.Id,
        ["position_idx"] = 0,
        ["registered"] = Iso(row.Registered),
        ["registered_associate_id"] = row.RegisteredBy,
        ["retired"] = row.Retired ? 1 : 0,
        ["source"] = 0,
        ["updated"] = Iso(row.Updated),
        ["updated_associate_id"] = row.UpdatedBy,
        ["userdef_id"] = row.UserdefId,
        ["userdef2_id"] = 0,
    };

    private static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.FFzzz", CultureInfo.InvariantCulture);
}
