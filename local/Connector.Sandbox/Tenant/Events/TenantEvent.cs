namespace Connector.Sandbox.Tenant.Events;

/// <summary>An event on its way to the subscriptions.</summary>
/// <param name="Id">The same through all tries.</param>
/// <param name="Name">Such as <c>contact.changed</c>.</param>
/// <param name="Entity">Such as <c>contact</c>; empty for tests.</param>
/// <param name="PrimaryKey">Of the row it is about; 0 for tests.</param>
/// <param name="Payload">Writes the body, under an id, for a subscription.</param>
internal sealed record TenantEvent(Guid Id, string Name, string Entity, int PrimaryKey, Func<Guid, Subscription, byte[]> Payload)
{
    /// <summary>An event that asks whether a target answers. As in the documented sample, header and body have different ids.</summary>
    public static TenantEvent Test(TimeProvider time)
    {
        var at = time.GetUtcNow();
        return new(Guid.NewGuid(), "test", "", 0, (_, to) => EventPayload.Plain(to, Guid.NewGuid(), "test", "", 0, 0, at));
    }

    public byte[] Body(Subscription to) => Payload(Id, to);
}
