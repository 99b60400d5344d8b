using System.Collections.Frozen;

namespace Connector.Tenants;

/// <summary>A part of a tenant's file that a service understands.</summary>
/// <param name="Name">One of the names below.</param>
/// <param name="Settings">The class whose public properties are what may stand in it.</param>
public sealed record TenantSection(string Name, Type Settings)
{
    /// <summary>What the tenant's webhook and we share: ingress.</summary>
    public const string Webhook = "Webhook";

    /// <summary>How to reach the tenant's CRM and log in to it: the worker.</summary>
    public const string SuperOffice = "SuperOffice";

    /// <summary>What we do for the tenant and to it: the worker.</summary>
    public const string Tenant = "Tenant";

    /// <summary>The tenant's Company Explorer: the enricher.</summary>
    public const string Explorer = "Explorer";

    /// <summary>
    /// All there are. One that another service owns is passed over, and so are the secrets it names; any other name is an error in every
    /// service.
    /// </summary>
    internal static readonly FrozenSet<string> Known =
        new[] { Webhook, SuperOffice, Tenant, Explorer }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
