namespace Connector.SuperOffice.Tenancy;

/// <summary>
/// States of a tenant, by SuperOffice's numbers. Source: SuperOffice docs, developer-portal/best-practices/tenant-status.
/// </summary>
internal enum TenantState
{
    Unknown = 0,
    Provisioning = 1,
    Running = 2,
    Deleted = 3,
    Suspended = 4,

    /// <summary>Maintenance during which the API answers.</summary>
    OnlineMaintenance = 5,
    OfflineMaintenance = 6,
    ProvisioningFailed = 8,
    Deleting = 10,
    DeleteFailed = 11,
    MigrationPending = 12,
}
