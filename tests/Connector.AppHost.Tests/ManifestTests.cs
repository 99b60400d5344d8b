using System.Text.Json.Nodes;

namespace Connector.AppHost.Tests;

/// <summary>The manifest that a deployment is made from.</summary>
public sealed class ManifestTests(Publication published) : IClassFixture<Publication>
{
    private static readonly string[] Services = ["dashboard", "enricher", "ingress", "worker"];

    /// <summary>Below these the manifest says what runs where.</summary>
    private static readonly string[] PathsOfContainers = ["/bin/sh", "/data"];

    [Fact]
    public void Four_services_and_Redis_are_published_and_no_sandbox()
    {
        Assert.Equal(Services, Resources("project.v0").Order(StringComparer.Ordinal));
        Assert.Equal(["redis"], Resources("container.v0"));
    }

    [Fact]
    public void Nobody_is_promised_to_serve_https()
    {
        Assert.All(Services, service => Assert.DoesNotContain(Bindings(service), binding => binding.Value!["scheme"]!.ToString() == "https"));
        Assert.DoesNotContain("HTTPS", published.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("https", published.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_are_bound_as_they_listen()
    {
        var bindings = Services.SelectMany(service => Bindings(service).Select(binding =>
            $"{service}.{binding.Key}: {binding.Value!["transport"]}, port {binding.Value["port"]}, in the container {binding.Value["targetPort"]}"));

        Assert.Equal(
            [
                "dashboard.http: http, port , in the container ",
                "enricher.grpc: http2, port , in the container 8006",
                "enricher.http: http, port , in the container 8007",
                "ingress.http: http, port , in the container ",
                "worker.http: http, port , in the container ",
            ],
            bindings);
    }

    [Fact]
    public void Only_ingress_is_reached_from_outside()
    {
        var external = published.Resources.Select(resource => resource.Key)
            .SelectMany(name => Bindings(name).Where(binding => binding.Value!["external"]?.GetValue<bool>() == true).Select(binding => $"{name}.{binding.Key}"));

        Assert.Equal(["ingress.http"], external);
    }

    [Fact]
    public void Nothing_of_the_machine_it_was_made_on_is_in_it()
    {
        Assert.DoesNotContain(Publication.Secret, published.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Publication.Port, published.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", published.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(".data", published.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Texts(published.Resources), text => Path.IsPathRooted(text) && !PathsOfContainers.Contains(text));
    }

    [Fact]
    public void Every_value_of_a_tenant_is_asked_for_and_secrets_as_such()
    {
        var inputs = Resources("parameter.v0").Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Input: published.Resources[name]!["inputs"]!["value"]!))
            .Select(parameter => $"{parameter.Name}{(parameter.Input["secret"]?.GetValue<bool>() == true ? ", secret" : "")}"
                + $"{(parameter.Input["default"] is { } value ? $", {value.ToJsonString()}" : "")}");

        Assert.Equal(
            [
                "connector-mode, {\"value\":\"propose\"}",
                "enricher-key, secret",
                "explorer-password, secret",
                "explorer-url",
                "explorer-user",
                "operator-key, secret",
                "redis-password, secret, {\"generate\":{\"minLength\":32,\"special\":false}}",
                "superoffice-client-id",
                "superoffice-client-secret, secret",
                "superoffice-context-identifier",
                "superoffice-environment",
                "superoffice-redirect-uri",
                "superoffice-refresh-token, secret",
                "webhook-secret, secret",
                "webhook-token, secret",
            ],
            inputs);
    }

    [Fact]
    public void Secrets_reach_the_services_as_references()
    {
        var secrets = Resources("parameter.v0").Where(name => published.Resources[name]!["inputs"]!["value"]!["secret"]?.GetValue<bool>() == true).ToList();
        var variables = Services.SelectMany(service => published.Resources[service]!["env"]!.AsObject()).Select(variable => variable.Value!.ToString()).ToList();

        Assert.All(secrets, secret => Assert.Contains($"{{{secret}.value}}", variables));
        Assert.Contains("password={redis-password.value}", published.Resources["redis"]!["connectionString"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_keeps_every_event()
    {
        var command = Assert.IsType<JsonArray>(published.Resources["redis"]!["args"]).Select(argument => argument!.ToString()).ToList();

        Assert.Equal("-c", command[0]);
        Assert.Matches(
            "&& exec redis-server /tmp/redis.conf .*--appendonly yes --appendfsync always --maxmemory 1gb --maxmemory-policy noeviction --stop-writes-on-bgsave-error no$",
            Assert.Single(command[1..]));
        Assert.Equal("connector.redis", published.Resources["redis"]!["volumes"]![0]!["name"]!.ToString());
    }

    [Fact]
    public void Publishing_unattended_asks_for_no_value_and_leaves_nothing_but_Aspires_own() => Assert.Equal([".aspire"], published.Left);

    [Fact]
    public void No_password_stands_in_a_command_line()
    {
        Assert.DoesNotContain("--requirepass", published.Text, StringComparison.Ordinal);
        Assert.All(Services.Except(["enricher"]), service => Assert.Equal(
            ("{redis.bindings.tcp.host}:{redis.bindings.tcp.port}", "{redis-password.value}"),
            (published.Resources[service]!["env"]!["ConnectionStrings__redis"]!.ToString(), published.Resources[service]!["env"]!["Redis__Password"]!.ToString())));
    }

    private IEnumerable<string> Resources(string type) =>
        published.Resources.Where(resource => resource.Value!["type"]!.ToString() == type).Select(resource => resource.Key);

    private JsonObject Bindings(string resource) => published.Resources[resource]!["bindings"]?.AsObject() ?? [];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value => [value.ToString()],
        _ => [],
    };
}
