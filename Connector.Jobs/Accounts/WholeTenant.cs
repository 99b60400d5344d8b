namespace Connector.Jobs.Accounts;

/// <summary>What a job is about that concerns a tenant as a whole. No contact has the id 0.</summary>
public static class WholeTenant
{
    /// <summary>Its entity.</summary>
    public static EntityKey Entity { get; } = EntityKey.Contact(0);

    /// <summary>Its account: one such job of a tenant at a time.</summary>
    public static AccountKey AccountOf(string tenant) => AccountKey.OfContact(tenant, 0);
}
