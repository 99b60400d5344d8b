using System.Globalization;

namespace Connector.AppHost.Running;

/// <summary>
/// Ports by configuration, such as <c>--Ports:ingress 9003</c> or the variable <c>Ports__enricher__grpc</c>; without, those of
/// the projects' own launch profiles and Kestrel settings. What is published has none of this machine's.
/// </summary>
internal static class PortExtensions
{
    public static int? PortOf(this IDistributedApplicationBuilder builder, string resource, string endpoint = "http")
    {
        var configured = builder.ExecutionContext.IsPublishMode ? null
            : builder.Configuration[$"Ports:{resource}:{endpoint}"]
            ?? (endpoint == "http" ? builder.Configuration[$"Ports:{resource}"] : null);
        return configured is null ? null : int.Parse(configured, CultureInfo.InvariantCulture);
    }

    /// <summary>An endpoint people open in a browser or post to, under a name they understand.</summary>
    public static IResourceBuilder<ProjectResource> WithNamedEndpoint(
        this IResourceBuilder<ProjectResource> service, string displayed, string path = "", string endpoint = "http") => service
        .WithConfiguredPort(endpoint)
        .WithUrlForEndpoint(endpoint, url => (url.DisplayText, url.Url) = (displayed, url.Url.TrimEnd('/') + path));

    /// <summary>An endpoint that only services use; a browser could not show it.</summary>
    public static IResourceBuilder<ProjectResource> WithHiddenEndpoint(this IResourceBuilder<ProjectResource> service, string endpoint) => service
        .WithConfiguredPort(endpoint)
        .WithUrlForEndpoint(endpoint, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);

    private static IResourceBuilder<ProjectResource> WithConfiguredPort(this IResourceBuilder<ProjectResource> service, string endpoint) =>
        service.ApplicationBuilder.PortOf(service.Resource.Name, endpoint) is { } port
            ? service.WithEndpoint(endpoint, annotation => annotation.Port = port)
            : service;
}
