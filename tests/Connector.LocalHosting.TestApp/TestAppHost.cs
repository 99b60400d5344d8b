using Aspire.Hosting;

namespace Connector.LocalHosting.TestApp;

/// <summary>A small application: <c>first</c>, and <c>second</c>, which waits for it. Settings <c>First:*</c>, <c>Second:*</c> become their variables.</summary>
internal static class TestAppHost
{
    public static async Task RunAsync(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        var first = builder.AddProject<TestProject>("first")
            .WithHttpEndpoint(port: builder.Configuration.GetValue<int?>("Ports:first"), name: "http")
            .WithHttpHealthCheck("/health");
        var second = builder.AddProject<TestProject>("second")
            .WithHttpEndpoint(name: "http")
            .WithReference(first).WaitFor(first)
            .WithHttpHealthCheck("/health");
        foreach (var (name, service) in new[] { ("first", first), ("second", second) })
        {
            foreach (var setting in builder.Configuration.GetSection(name).GetChildren())
            {
                service.WithEnvironment(setting.Key, setting.Value);
            }
        }

        await builder.Build().RunAsync();
    }
}
