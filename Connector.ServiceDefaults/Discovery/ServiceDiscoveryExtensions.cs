using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that turns the name of a resource into its address.</summary>
public static class ServiceDiscoveryExtensions
{
    /// <summary>
    /// Lets every client of <see cref="IHttpClientFactory"/>, gRPC clients included, be addressed by resource and endpoint name, such as
    /// <c>http://enricher</c> or <c>http://_grpc.enricher</c>, as configured under <c>services:{resource}:{endpoint}:{index}</c>. A host
    /// name that is not configured there stays what it is.
    /// </summary>
    public static TBuilder AddDefaultServiceDiscovery<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        return builder;
    }
}
