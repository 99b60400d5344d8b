namespace Connector.SuperOffice.Tenancy;

/// <summary>What SuperOffice says about a tenant, for a person.</summary>
/// <param name="State">The state by SuperOffice's name, such as <c>Running</c>; <c>Unknown</c> also for a tenant that there is not.</param>
/// <param name="IsRunning">Whether its API can be called.</param>
/// <param name="Api">Where its API is; null unless it runs.</param>
/// <param name="Version">The release it runs; empty if not told.</param>
/// <param name="Date">When it was answered, by SuperOffice's clock; null if not told.</param>
public sealed record TenantStatus(string State, bool IsRunning, Uri? Api, string Version, DateTimeOffset? Date);
