using Connector.AppHost.Redis;
using Connector.AppHost.Running;
using Connector.AppHost.Tenants;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(Start.Options(args));
if (!Tenant.TryChoose(builder, out var tenant, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    Environment.ExitCode = 1;
    return;
}

var redis = await builder.AddRedisForAsync(tenant);

var ingress = builder.AddProject<Projects.Connector_Ingress>("ingress")
    .WithNamedEndpoint("Webhook", "/connector/webhook")
    .WithRedis(redis, tenant)
    .WithWebhooksOf(tenant)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

var dashboard = builder.AddProject<Projects.Connector_Dashboard>("dashboard")
    .WithNamedEndpoint("Sync runs")
    .WithNamedPage("API", "/api/openapi.json")
    .WithRedis(redis, tenant)
    .WithOperatorOf(tenant)
    .WithHttpHealthCheck("/health");

var enricher = builder.AddProject<Projects.Connector_Enricher>("enricher")
    .WithHiddenEndpoint("grpc")
    .WithHiddenEndpoint("http")
    .WithExplorerOf(tenant)
    .WithHttpHealthCheck("/health", endpointName: "http");

var worker = builder.AddProject<Projects.Connector_Worker>("worker")
    .WithHttpEndpoint(name: "http")
    .WithHiddenEndpoint("http")
    .WithReplicas(builder.Configuration.GetValue("Worker:Replicas", 2))
    .WithRedis(redis, tenant)
    .WithReference(enricher)
    .WithCrmOf(tenant)
    .WithHttpHealthCheck("/health");

if (tenant.IsSandbox)
{
    var sandbox = builder.AddProject<Projects.Connector_Sandbox>("sandbox")
        .WithNamedEndpoint("Sandbox CRM")
        .WithWebhookTo(ingress, tenant)
        .WithEnvironment("Sandbox__DashboardUrl", dashboard.GetEndpoint("http"))
        .WithHttpHealthCheck("/health");
    enricher.WithEnvironment("Explorer__BaseUrl", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/explorer"));
    worker.WithEnvironment("SuperOffice__LoginUrl", sandbox.GetEndpoint("http"));
}

await builder.RunAsync();
