using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.AppHost.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.AppHost.Tests;

/// <summary>The AppHost's model, of which nothing is started.</summary>
internal sealed class AppModel : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;

    private AppModel(IDistributedApplicationTestingBuilder builder) => _builder = builder;

    public IResourceCollection Resources => _builder.Resources;

    /// <summary>The services and Redis, by name.</summary>
    public IEnumerable<string> Running => Resources
        .Where(resource => resource is ProjectResource or ContainerResource or RedisProcess)
        .Select(resource => resource.Name)
        .Order(StringComparer.Ordinal);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Tests of one process share an environment; what differs between them are arguments, which win over it.</summary>
    public static async Task<AppModel> CreateAsync(params string[] arguments) =>
        // What this machine has on its PATH decides nothing, unless a test says so.
        new(await DistributedApplicationTestingBuilder.CreateAsync<Projects.Connector_AppHost>(["--PATH", "/nowhere", .. arguments], Cancelled));

    public IResource Resource(string name) => Resources.Single(resource => resource.Name == name);

    public async Task<IReadOnlyDictionary<string, string>> VariablesAsync(string resource) =>
        (await ConfigurationAsync(resource, parts => parts.WithEnvironmentVariablesConfig())).EnvironmentVariables.ToDictionary();

    public async Task<IReadOnlyList<string>> ArgumentsAsync(string resource) =>
        [.. (await ConfigurationAsync(resource, parts => parts.WithArgumentsConfig())).Arguments.Select(argument => argument.Value)];

    /// <summary>How a service reaches it, as the model says it: with addresses made up, and in a manifest as references.</summary>
    public async Task<string?> ConnectionStringAsync(string resource)
    {
        Allocate();
        return await ((IResourceWithConnectionString)Resource(resource)).GetConnectionStringAsync(Cancelled);
    }

    /// <summary>What a person sees of a resource's addresses.</summary>
    public async Task<IReadOnlyList<ResourceUrlAnnotation>> UrlsAsync(string name)
    {
        Allocate();
        var resource = (IResourceWithEndpoints)Resource(name);
        var urls = resource.GetEndpoints().Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }).ToList();
        var context = new ResourceUrlsCallbackContext(_builder.ExecutionContext, resource, urls, Cancelled);
        foreach (var change in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await change.Callback(context);
        }

        return context.Urls;
    }

    /// <summary>Does what precedes the start of a resource, which then does not follow.</summary>
    public async Task PrepareAsync(string resource)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton<ResourceLoggerService>().BuildServiceProvider();
        await _builder.Eventing.PublishAsync(new BeforeResourceStartedEvent(Resource(resource), services), Cancelled);
    }

    public ValueTask DisposeAsync() => _builder.DisposeAsync();

    private async Task<IExecutionConfigurationResult> ConfigurationAsync(
        string name, Func<IExecutionConfigurationBuilder, IExecutionConfigurationBuilder> parts)
    {
        Allocate();
        var resolved = await parts(ExecutionConfigurationBuilder.Create(Resource(name)))
            .BuildAsync(_builder.ExecutionContext, NullLogger.Instance, Cancelled);
        return resolved.Exception is null ? resolved : throw new InvalidOperationException($"What {name} is given cannot be read.", resolved.Exception);
    }

    // What the orchestrator would do; without, whoever asks for an address waits for it.
    private void Allocate()
    {
        foreach (var endpoint in Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()).Where(endpoint => endpoint.AllocatedEndpoint is null))
        {
            var port = endpoint.Port ?? 1;
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port, port.ToString(CultureInfo.InvariantCulture));
        }
    }
}
