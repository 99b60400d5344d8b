using Aspire.Hosting.ApplicationModel;

namespace Connector.AppHost.Tests;

/// <summary>At which ports the services listen, and what people read of that.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task Ports_are_those_of_the_projects_unless_configured()
    {
        await using var asInTheProjects = await AppModel.CreateAsync();
        await using var configured = await AppModel.CreateAsync("--Ports:ingress", "9003", "--Ports:enricher:grpc", "9006", "--Ports:redis", "9379");

        Assert.Equal(
            "dashboard.http 8004, enricher.grpc 8006, enricher.http 8007, ingress.http 8003, redis.tcp , sandbox.http 8005, worker.http ",
            PortsOf(asInTheProjects));
        Assert.Equal(
            "dashboard.http 8004, enricher.grpc 9006, enricher.http 8007, ingress.http 9003, redis.tcp 9379, sandbox.http 8005, worker.http ",
            PortsOf(configured));
    }

    [Fact]
    public async Task What_people_open_has_a_name_they_understand()
    {
        await using var model = await AppModel.CreateAsync();

        var shown = new List<string>();
        foreach (var name in model.Running)
        {
            shown.AddRange((await model.UrlsAsync(name))
                .Where(url => name != "redis" && url.DisplayLocation == UrlDisplayLocation.SummaryAndDetails)
                .Select(url => $"{name}: {url.DisplayText} {url.Url}"));
        }

        Assert.Equal(
            [
                "dashboard: Sync runs http://localhost:8004",
                "dashboard: API /api/openapi.json", // The dashboard puts the endpoint's address before it.
                "ingress: Webhook http://localhost:8003/connector/webhook",
                "sandbox: Sandbox CRM http://localhost:8005",
            ],
            shown);
    }

    [Fact]
    public async Task What_only_services_use_stands_in_the_details_alone()
    {
        await using var model = await AppModel.CreateAsync();

        var hidden = (await model.UrlsAsync("enricher")).Concat(await model.UrlsAsync("worker"));
        Assert.Equal(["grpc", "http", "http"], hidden.Where(url => url.DisplayLocation == UrlDisplayLocation.DetailsOnly).Select(url => url.Endpoint!.EndpointName));
    }

    private static string PortsOf(AppModel model) => string.Join(", ", model.Resources
        .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => $"{resource.Name}.{endpoint.Name} {endpoint.Port}"))
        .Order(StringComparer.Ordinal));
}
