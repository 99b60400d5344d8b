using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Running;
using Microsoft.Extensions.Configuration;
using static Connector.AppHost.Tests.Running.Snapshots;

namespace Connector.AppHost.Tests.Running;

/// <summary>When everything runs, and where to look then.</summary>
public sealed class RunAddressesTests
{
    [Fact]
    public void Expected_is_every_replica_of_what_can_tell_how_it_is()
    {
        var worker = new ProjectResource("worker") { Annotations = { new HealthCheckAnnotation("a"), new HealthCheckAnnotation("b"), new ReplicaAnnotation(3) } };
        var redis = new ExecutableResource("redis", "redis-server", "/") { Annotations = { new HealthCheckAnnotation("c") } };
        var model = new DistributedApplicationModel([worker, redis, new ParameterResource("token", _ => "", secret: true)]);

        Assert.Equal(["redis 1", "worker 3"], new RunAddresses(model, Settings()).Expected.Select(expected => $"{expected.Key} {expected.Value}").Order());
    }

    [Theory]
    [InlineData("http://localhost:15080", "abc", "http://localhost:15080/login?t=abc")]
    [InlineData("http://localhost:15080/;http://localhost:1", "abc", "http://localhost:15080/login?t=abc")]
    [InlineData("", "abc", null)]
    [InlineData("http://localhost:15080", null, null)]
    public void Login_is_the_dashboards_address_with_its_token(string address, string? token, string? expected)
    {
        Assert.Equal(expected, new RunAddresses(new DistributedApplicationModel([]), Settings(("ASPNETCORE_URLS", address), ("AppHost:BrowserToken", token))).Login);
    }

    [Fact]
    public void Described_are_named_addresses_each_once()
    {
        var worker = new ProjectResource("worker");
        var snapshot = In("Running") with
        {
            Urls = [Url("http://localhost:1", "Sync runs"), Url("http://localhost:2", "")],
        };
        var resources = new[] { "worker-a", "worker-b" }.Select(id => new ResourceProgress(new ResourceEvent(worker, id, snapshot))).ToList();
        resources.ForEach(resource => Assert.Single(resource.Update(snapshot)));

        Assert.Equal(
            [
                "Everything runs, 12.3 s after the start.",
                "",
                "  Sync runs           http://localhost:1",
                "  Aspire's dashboard  off",
                "",
                "Ctrl+C ends everything.",
            ],
            new RunAddresses(new DistributedApplicationModel([]), Settings()).Describe(resources, TimeSpan.FromSeconds(12.3)));
    }

    private static UrlSnapshot Url(string url, string name) => new("http", url, IsInternal: false) { DisplayProperties = new UrlDisplayPropertiesSnapshot(name) };

    private static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
}
