namespace Connector.AppHost.Tenants;

/// <summary>Gives each service what it must know of the tenant, and no more.</summary>
internal static class TenantExtensions
{
    public static IResourceBuilder<ProjectResource> WithJobsOf(this IResourceBuilder<ProjectResource> service, Tenant tenant) =>
        service.WithEnvironment("Jobs__Profile", tenant.Profile);

    /// <summary>The dashboard, and what proves that somebody may change something there.</summary>
    public static IResourceBuilder<ProjectResource> WithOperatorOf(this IResourceBuilder<ProjectResource> dashboard, Tenant tenant)
    {
        if (tenant.OperatorKey is not null)
        {
            dashboard.WithEnvironment("Dashboard__OperatorKey", tenant.OperatorKey);
        }

        if (tenant.OperatorKeyPrevious is not null)
        {
            dashboard.WithEnvironment("Dashboard__OperatorKeyPrevious", tenant.OperatorKeyPrevious);
        }

        if (tenant.SnapshotDirectory is not null)
        {
            dashboard.WithEnvironment("Dashboard__SnapshotDirectory", tenant.SnapshotDirectory);
        }

        if (tenant.HistoryDirectory is not null)
        {
            dashboard.WithEnvironment("Dashboard__History__Directory", tenant.HistoryDirectory);
        }

        return dashboard.WithJobsOf(tenant);
    }

    private static IResourceBuilder<ProjectResource> WithFurtherTenantsOf(this IResourceBuilder<ProjectResource> service, Tenant tenant) =>
        tenant.TenantsDirectory is null ? service : service.WithEnvironment("Tenants__Directory", tenant.TenantsDirectory);

    public static IResourceBuilder<ProjectResource> WithWebhooksOf(this IResourceBuilder<ProjectResource> ingress, Tenant tenant)
    {
        foreach (var (setting, credential) in tenant.WebhookCredentials)
        {
            ingress.WithEnvironment($"Ingress__{setting}", credential);
        }

        if (tenant.SpoolDirectory is not null)
        {
            ingress.WithEnvironment("Ingress__Spool__Directory", tenant.SpoolDirectory);
        }

        return ingress.WithJobsOf(tenant).WithFurtherTenantsOf(tenant).WithEnvironment("Ingress__Tenant", tenant.ContextIdentifier);
    }

    /// <summary>The other end: the sandbox posts to ingress, with the same token and signed by the same secret.</summary>
    public static IResourceBuilder<ProjectResource> WithWebhookTo(
        this IResourceBuilder<ProjectResource> sandbox, IResourceBuilder<ProjectResource> ingress, Tenant tenant)
    {
        foreach (var (setting, credential) in tenant.WebhookCredentials)
        {
            sandbox.WithEnvironment($"Sandbox__{setting}", credential);
        }

        return sandbox.WithEnvironment(
            "Sandbox__WebhookUrl", ReferenceExpression.Create($"{ingress.GetEndpoint("http")}/connector/webhook"));
    }

    public static IResourceBuilder<ProjectResource> WithExplorerOf(this IResourceBuilder<ProjectResource> enricher, Tenant tenant)
    {
        if (tenant.ExplorerUrl is not null)
        {
            enricher.WithEnvironment("Explorer__BaseUrl", tenant.ExplorerUrl);
        }

        if (tenant is { EnricherKey: { } key, EnricherKeyPrevious: { } previous })
        {
            enricher.WithEnvironment("Enricher__Key", key).WithEnvironment("Enricher__KeyPrevious", previous);
        }

        return enricher
            .WithFurtherTenantsOf(tenant)
            .WithEnvironment("Explorer__Tenant", tenant.ContextIdentifier)
            .WithEnvironment("Explorer__UserName", tenant.ExplorerUser)
            .WithEnvironment("Explorer__Password", tenant.ExplorerPassword);
    }

    public static IResourceBuilder<ProjectResource> WithCrmOf(this IResourceBuilder<ProjectResource> worker, Tenant tenant)
    {
        worker
            .WithJobsOf(tenant)
            .WithFurtherTenantsOf(tenant)
            .WithEnvironment("Tenant__Mode", tenant.Mode)
            .WithEnvironment("SuperOffice__ContextIdentifier", tenant.ContextIdentifier)
            .WithEnvironment("SuperOffice__Environment", tenant.SuperOfficeEnvironment)
            .WithEnvironment("SuperOffice__ClientId", tenant.ClientId)
            .WithEnvironment("SuperOffice__ClientSecret", tenant.ClientSecret);
        foreach (var (setting, value) in tenant.WorkerSettings)
        {
            worker.WithEnvironment(setting, value);
        }

        if (tenant.SnapshotDirectory is not null && tenant.WriteStopFile is not null)
        {
            worker.WithEnvironment("Worker__SnapshotDirectory", tenant.SnapshotDirectory).WithEnvironment("Worker__WriteStopFile", tenant.WriteStopFile);
        }

        if (tenant.EnricherKey is not null)
        {
            worker.WithEnvironment("Worker__EnricherKey", tenant.EnricherKey);
        }

        if (tenant.IsSystemUser)
        {
            worker
                .WithEnvironment("SuperOffice__Login", "SystemUser")
                .WithEnvironment("SuperOffice__SystemUserToken", tenant.SystemUserToken)
                .WithEnvironment("SuperOffice__PrivateKeyFile", tenant.PrivateKeyFile);
        }
        else
        {
            worker.WithEnvironment("SuperOffice__RefreshToken", tenant.RefreshToken);
        }

        if (tenant.StateDirectory is not null)
        {
            worker.WithEnvironment("Worker__StateDirectory", tenant.StateDirectory);
        }

        if (tenant.RedirectUri is not null)
        {
            worker.WithEnvironment("SuperOffice__RedirectUri", tenant.RedirectUri);
        }

        return worker;
    }
}
