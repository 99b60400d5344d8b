using System.Globalization;

namespace Connector.AppHost.Running;

/// <summary>
/// Ports by configuration, such as <c>--Ports:ingress 9003</c> or the variable <c>Ports__enricher__grpc</c>; without, those of
/// the projects' own launch profiles and Kestrel settings. What is published has none of this machine's: who deploys chooses where a
/// service listens and which port leads there. Only the enricher's two stay, which its image has in its own settings: a container
/// with two ports needs them distinguished.
/// </summary>
internal static class PortExtensions
{
    public static int? PortOf(this IDistributedApplicationBuilder builder, string resource, string endpoint = "http")
    {
        var configured = builder.ExecutionContext.IsPublishMode ? null
            : builder.Configuration[$"Ports:{resource}:{endpoint}"]
            ?? (endpoint is "http" or "tcp" ? builder.Configuration[$"Ports:{resource}"] : null);
        return int.TryParse(configured, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    /// <summary>An endpoint people open in a browser or post to, under a name they understand.</summary>
    public static IResourceBuilder<ProjectResource> WithNamedEndpoint(
        this IResourceBuilder<ProjectResource> service, string displayed, string path = "", string endpoint = "http") => service
        .WithPlainEndpoint(endpoint)
        .WithUrlForEndpoint(endpoint, url => (url.DisplayText, url.Url) = (displayed, url.Url.TrimEnd('/') + path));

    /// <summary>One more page of an endpoint that has a name already.</summary>
    public static IResourceBuilder<ProjectResource> WithNamedPage(
        this IResourceBuilder<ProjectResource> service, string displayed, string path, string endpoint = "http") =>
        service.WithUrlForEndpoint(endpoint, _ => new ResourceUrlAnnotation { DisplayText = displayed, Url = path });

    /// <summary>An endpoint that only services use; a browser could not show it.</summary>
    public static IResourceBuilder<ProjectResource> WithHiddenEndpoint(this IResourceBuilder<ProjectResource> service, string endpoint) => service
        .WithPlainEndpoint(endpoint)
        .WithUrlForEndpoint(endpoint, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);

    private static IResourceBuilder<ProjectResource> WithPlainEndpoint(this IResourceBuilder<ProjectResource> service, string endpoint)
    {
        // Aspire publishes one with TLS for every project. The services have none: a proxy before ingress has it.
        var withTls = service.Resource.Annotations.OfType<EndpointAnnotation>().Where(other => other.UriScheme == "https").ToList();
        withTls.ForEach(other => service.Resource.Annotations.Remove(other));

        return service.ApplicationBuilder.PortOf(service.Resource.Name, endpoint) is { } port
            ? service.WithEndpoint(endpoint, annotation => annotation.Port = port)
            : service;
    }
}
