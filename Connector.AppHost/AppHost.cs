using Connector.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
if (!Tenant.TryChoose(builder, out var tenant, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    Environment.ExitCode = 1;
    return;
}

IResourceBuilder<IResourceWithConnectionString> redis = builder.HasConnectionString("redis")
    ? builder.AddConnectionString("redis")
    : builder.AddRedis("redis", builder.PortOf("redis"))
        .WithDataVolume(tenant.Volume)
        .WithArgs(context => RedisDurability.KeepEveryEvent(context.Args, builder.ExecutionContext.IsPublishMode, builder.Configuration));

var ingress = builder.AddProject<Projects.Connector_Ingress>("ingress")
    .WithPort("http", builder.PortOf("ingress"))
    .WithReference(redis).WaitFor(redis)
    .WithWebhooksOf(tenant)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

var dashboard = builder.AddProject<Projects.Connector_Dashboard>("dashboard")
    .WithPort("http", builder.PortOf("dashboard"))
    .WithReference(redis).WaitFor(redis)
    .WithOperatorOf(tenant)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

var enricher = builder.AddProject<Projects.Connector_Enricher>("enricher")
    .WithPort("grpc", builder.PortOf("enricher", "grpc"))
    .WithPort("http", builder.PortOf("enricher"))
    .WithExplorerOf(tenant)
    .WithHttpHealthCheck("/health", endpointName: "http");

var worker = builder.AddProject<Projects.Connector_Worker>("worker")
    .WithHttpEndpoint(name: "http")
    .WithReplicas(builder.Configuration.GetValue("Worker:Replicas", 2))
    .WithReference(redis).WaitFor(redis)
    .WithReference(enricher).WaitFor(enricher)
    .WithCrmOf(tenant)
    .WithHttpHealthCheck("/health");

if (tenant.IsSandbox)
{
    var sandbox = builder.AddProject<Projects.Connector_Sandbox>("sandbox")
        .WithPort("http", builder.PortOf("sandbox"))
        .WithWebhookTo(ingress, tenant)
        .WithEnvironment("Sandbox__DashboardUrl", dashboard.GetEndpoint("http"))
        .WaitFor(ingress)
        .WithHttpHealthCheck("/health");
    enricher.WithEnvironment("Explorer__BaseUrl", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/explorer"));
    worker.WithEnvironment("SuperOffice__LoginUrl", sandbox.GetEndpoint("http")).WaitFor(sandbox);
}

await builder.Build().RunAsync();
