using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost;

/// <summary>
/// Ports by configuration, such as <c>--Ports:ingress 9003</c> or the variable <c>Ports__enricher__grpc</c>; without, those of
/// the projects' own launch profiles and Kestrel settings.
/// </summary>
internal static class PortExtensions
{
    public static int? PortOf(this IDistributedApplicationBuilder builder, string resource, string endpoint = "http")
    {
        var configured = builder.Configuration[$"Ports:{resource}:{endpoint}"]
            ?? (endpoint == "http" ? builder.Configuration[$"Ports:{resource}"] : null);
        return configured is null ? null : int.Parse(configured, CultureInfo.InvariantCulture);
    }

    public static bool HasConnectionString(this IDistributedApplicationBuilder builder, string name) =>
        !builder.ExecutionContext.IsPublishMode && !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(name));

    public static IResourceBuilder<ProjectResource> WithPort(this IResourceBuilder<ProjectResource> service, string endpoint, int? port) =>
        port is null ? service : service.WithEndpoint(endpoint, annotation => annotation.Port = port);
}
