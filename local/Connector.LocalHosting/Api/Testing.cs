using Connector.LocalHosting.Running;

namespace Aspire.Hosting.Testing;

/// <summary>Builds a model in a test: free ports, data that goes with the test, nothing written to the user's profile.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the AppHost that <typeparamref name="TEntryPoint"/> stands for (<c>Projects.…</c>) up to where it builds its model.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class =>
        await AppHostRun.ExecuteAsync(typeof(TEntryPoint).Assembly, args, cancellationToken);
}

public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client whose base address is the endpoint's; of the endpoint <c>http</c> where none is named.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = new Uri(app.Orchestrator.FindResource(resourceName).EndpointNamed(endpointName ?? "http").Url()) };
}
