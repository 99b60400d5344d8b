namespace Connector.SuperOffice.Tenancy;

/// <summary>Asks for a tenant's state; needs no login.</summary>
public sealed class TenantStatusReader
{
    private readonly TenantLocator _tenant;

    internal TenantStatusReader(TenantLocator tenant) => _tenant = tenant;

    /// <summary>The state, asked anew.</summary>
    /// <exception cref="SuperOfficeException">It cannot be read.</exception>
    public Task<TenantStatus> ReadAsync(CancellationToken cancellationToken) => _tenant.ReadStatusAsync(cancellationToken);
}
