namespace Connector.Tenants;

/// <summary>A service's tenants: what it does when one comes, changes or goes. Called by one caller at a time.</summary>
public interface ITenantHost
{
    /// <summary>The tenant that the service's own settings are about; no file may be. Empty if the service does not know.</summary>
    string DefaultTenant { get; }

    /// <summary>Has the tenant be as its file says from now on.</summary>
    /// <returns>Null; or what is wrong with the settings, quoting none: then the tenant stays as it was.</returns>
    Task<string?> TakeAsync(TenantSettings tenant, CancellationToken cancellationToken);

    /// <summary>The tenant's file is gone, or says that it is disabled.</summary>
    Task RemoveAsync(string tenant, CancellationToken cancellationToken);
}
