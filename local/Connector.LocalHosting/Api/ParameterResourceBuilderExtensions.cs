using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value is configured as <c>Parameters:{name}</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.Add(new ParameterResource(name, () => builder.Configuration[$"Parameters:{name}"]
            ?? throw new InvalidOperationException($"The parameter '{name}' has no value: set Parameters:{name} in the AppHost's configuration.")));

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.Add(new ParameterResource(name, () => value));

    /// <summary>
    /// Adds a parameter that gets a default where <c>Parameters:{name}</c> is not configured. A persisted default is kept in
    /// the AppHost's user secrets (in a test: nowhere), in clear.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var key = $"Parameters:{name}";
        return builder.Add(new ParameterResource(name, () =>
            builder.Configuration[key] is { Length: > 0 } configured ? configured
            : persist ? ((DistributedApplicationBuilder)builder).Secrets.Keep(key, value.Create())
            : value.Create()));
    }

    /// <summary>Adds what the AppHost's configuration calls <c>ConnectionStrings:{name}</c>; nothing is started for it.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.Add(new ExternalConnection(name, () => builder.Configuration.GetConnectionString(name)
            ?? throw new InvalidOperationException($"The AppHost's configuration has no ConnectionStrings:{name}.")));
}
