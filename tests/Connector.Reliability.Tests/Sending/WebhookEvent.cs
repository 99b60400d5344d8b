using System.Text.Json;

namespace Connector.Reliability.Tests.Sending;

/// <summary>An event as SuperOffice documents it.</summary>
internal sealed record WebhookEvent(string EventId, byte[] Body)
{
    /// <summary>The associate the connector logs in as.</summary>
    public const int Connector = 77;

    /// <summary>A human.</summary>
    public const int Anna = 11;

    public static WebhookEvent Of(string entity, int id, int by = Anna, params string[] changes) => Of(entity, id, new { }, by, changes);

    /// <summary>Of a person whose company the event names, so that it joins that account at once.</summary>
    public static WebhookEvent OfPerson(int person, int contact, params string[] changes) => Of("person", person, new { contact_id = contact }, Anna, changes);

    private static WebhookEvent Of(string entity, int id, object fieldValues, int by, string[] changes)
    {
        var eventId = Guid.NewGuid().ToString();
        return new WebhookEvent(eventId, JsonSerializer.SerializeToUtf8Bytes(new
        {
            EventId = eventId,
            Timestamp = TimeProvider.System.GetUtcNow().UtcDateTime,
            Changes = (string[])[$"{entity}_id", "updated", "updated_associate_id", .. changes],
            Event = $"{entity}.changed",
            PrimaryKey = id,
            Entity = entity,
            ContextIdentifier = Running.ChaosSettings.Tenant,
            ChangedByAssociateId = by,
            FieldValues = fieldValues,
            WebhookName = "chaos",
        }));
    }
}
