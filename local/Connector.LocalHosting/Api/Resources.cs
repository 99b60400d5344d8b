using System.Globalization;
using Connector.LocalHosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What every resource is: a name and what the model says about it.</summary>
public abstract class Resource : IResource
{
    private protected Resource(string name) => Name = name;

    string IResource.Name => Name;

    internal string Name { get; }

    internal List<EndpointAnnotation> Endpoints { get; } = [];
    internal List<Action<IDictionary<string, string>>> Environment { get; } = [];
    internal List<Action<CommandLineArgsCallbackContext>> Arguments { get; } = [];
    internal List<Resource> WaitsFor { get; } = [];
    internal List<HttpHealthCheck> HealthChecks { get; } = [];
    internal int Replicas { get; set; } = 1;

    internal EndpointAnnotation EndpointNamed(string name) =>
        Endpoints.Find(endpoint => endpoint.Name == name)
        ?? throw new InvalidOperationException($"The resource '{Name}' has no endpoint '{name}'.");
}

/// <summary>A .NET project that runs as a process.</summary>
public class ProjectResource : Resource, IResourceWithEnvironment, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal ProjectResource(string name, ProjectFiles project) : base(name) => Project = project;

    internal ProjectFiles Project { get; }
}

/// <summary>A Redis server: with Aspire a container, here a process.</summary>
public class RedisResource : Resource, IResourceWithArgs, IResourceWithConnectionString
{
    internal RedisResource(string name, ParameterResource password) : base(name) => Password = password;

    internal ParameterResource Password { get; }

    /// <summary>Name of the data volume, or null for data that goes with the run.</summary>
    internal string? Volume { get; set; }

    internal EndpointAnnotation Endpoint => EndpointNamed("tcp");

    string IResourceWithConnectionString.ConnectionString => $"localhost:{Endpoint.PortOf(0)},password={Password.Value}";

    internal List<string> ComputeArguments()
    {
        var context = new CommandLineArgsCallbackContext();
        Arguments.ForEach(callback => callback(context));
        return [.. context.Args.Select(argument => (argument as IValueProvider)?.Value ?? Convert.ToString(argument, CultureInfo.InvariantCulture)!)];
    }
}

public sealed class CommandLineArgsCallbackContext
{
    internal CommandLineArgsCallbackContext() { }

    /// <summary>The arguments so far, to be added to.</summary>
    public IList<object> Args { get; } = [];
}

/// <summary>Something outside the model that is reached by a connection string.</summary>
internal sealed class ExternalConnection(string name, Func<string> connectionString) : Resource(name), IResourceWithConnectionString
{
    string IResourceWithConnectionString.ConnectionString => connectionString();
}

public interface IResource
{
    internal string Name { get; }
}

public interface IResourceWithEnvironment : IResource;
public interface IResourceWithArgs : IResource;
public interface IResourceWithEndpoints : IResource;
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
public interface IResourceWithWaitSupport : IResource;

public interface IResourceWithConnectionString : IResource
{
    internal string ConnectionString { get; }
}

public interface IManifestExpressionProvider;

/// <summary>Something that has a value once the application runs.</summary>
public interface IValueProvider
{
    internal string Value { get; }
}

public interface IResourceBuilder<out T> where T : IResource
{
    internal T Resource { get; }
}

internal sealed record ResourceBuilder<T>(T Resource) : IResourceBuilder<T> where T : IResource;
