using Aspire.Hosting.ApplicationModel;
using Connector.LocalHosting.Running;

namespace Aspire.Hosting;

public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.Set(name, () => value ?? "");

    /// <summary>Sets an environment variable to the address of an endpoint, or to a text with references in it.</summary>
    public static IResourceBuilder<T> WithEnvironment<T, TValue>(this IResourceBuilder<T> builder, string name, TValue value)
        where T : IResourceWithEnvironment
        where TValue : IValueProvider, IManifestExpressionProvider => builder.Set(name, () => value.Value);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.Set(name, () => parameter.Resource.Value);

    /// <summary>Gives the connection string of <paramref name="source"/>, and its parts.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment => builder.Change(resource =>
            resource.Environment.Add(variables => ReferenceVariables.AddConnection(variables, source.Resource, connectionName ?? source.Resource.Name)));

    /// <summary>Gives the addresses of all endpoints of <paramref name="source"/>, as service discovery reads them.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.Change(resource =>
            resource.Environment.Add(variables => ReferenceVariables.AddEndpoints(variables, source.Model())));

    /// <summary>Starts the resource only when <paramref name="dependency"/> runs and is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Change(resource => resource.WaitsFor.Add(dependency.Model()));

    /// <summary>Adds an HTTP endpoint; without a port it gets one that is free.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => targetPort is null && env is null
            ? builder.Change(resource => resource.Endpoints.Add(new EndpointAnnotation(name ?? "http", "http", port)))
            : throw new NotSupportedException("Local hosting gives a process its HTTP port through ASPNETCORE_URLS only.");

    /// <summary>Changes an endpoint that exists.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints => builder.Change(resource => callback(resource.EndpointNamed(endpointName)));

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(() => builder.Model().EndpointNamed(name));

    /// <summary>Says that the HTTP endpoints are reachable from outside a deployment, which is nothing to local hosting.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints => builder;

    /// <summary>Calls the resource healthy while a GET (HTTP/1.1) answers with that status, 200 by default.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints => builder.Change(resource =>
            resource.HealthChecks.Add(new HttpHealthCheck(endpointName ?? "http", path ?? "/", statusCode ?? 200)));

    /// <summary>Adds or changes arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, Action<CommandLineArgsCallbackContext> callback)
        where T : IResourceWithArgs => builder.Change(resource => resource.Arguments.Add(callback));

    // Every resource of a model is ours.
    private static Resource Model<T>(this IResourceBuilder<T> builder) where T : IResource => (Resource)(IResource)builder.Resource;

    private static IResourceBuilder<T> Change<T>(this IResourceBuilder<T> builder, Action<Resource> change) where T : IResource
    {
        change(builder.Model());
        return builder;
    }

    private static IResourceBuilder<T> Set<T>(this IResourceBuilder<T> builder, string name, Func<string> value) where T : IResource =>
        builder.Change(resource => resource.Environment.Add(variables => variables[name] = value()));
}
