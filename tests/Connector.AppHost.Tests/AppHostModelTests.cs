using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.AppHost.Tenants;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.AppHost.Tests;

/// <summary>What the AppHost's model gives the services, without starting them.</summary>
public sealed class AppHostModelTests : EnvFileTest
{
    [Fact]
    public async Task Sandbox_is_the_default_and_reads_no_env_file()
    {
        WriteEnv();

        var model = await ModelAsync("--EnvFile", EnvFile);

        Assert.Equal(["dashboard", "enricher", "ingress", "redis", "sandbox", "worker"], Processes(model));
        var worker = Variables(model, "worker");
        Assert.Equal("write", worker["Tenant__Mode"]);
        Assert.Equal("true", worker["Tenant__Scope__All"]);
        Assert.EndsWith("/.data/sandbox/Cust10001/snapshots", worker["Worker__SnapshotDirectory"], StringComparison.Ordinal);
        Assert.Equal(worker["Worker__SnapshotDirectory"], Variables(model, "dashboard")["Dashboard__SnapshotDirectory"]);
        Assert.EndsWith("/.data/sandbox/Cust10001/write-stop", worker["Worker__WriteStopFile"], StringComparison.Ordinal);
        Assert.Equal("Cust10001", worker["SuperOffice__ContextIdentifier"]);
        Assert.Equal("sandbox-refresh-token", worker["SuperOffice__RefreshToken"]);
        Assert.StartsWith("http://localhost:", worker["SuperOffice__LoginUrl"], StringComparison.Ordinal);
        Assert.Equal("SuperOffice:84", worker["Tenant__Contact__Summary__ProgId"]);
        Assert.Equal("sandbox", worker["Jobs__Profile"]);
        var enricher = Variables(model, "enricher");
        Assert.Matches("^http://localhost:[0-9]+/explorer$", enricher["Explorer__BaseUrl"]);
        var sandbox = Variables(model, "sandbox");
        Assert.Matches("^http://localhost:[0-9]+/connector/webhook$", sandbox["Sandbox__WebhookUrl"]);
        Assert.Equal(Variables(model, "ingress")["Ingress__WebhookToken"], sandbox["Sandbox__WebhookToken"]);
        Assert.Equal(Variables(model, "ingress")["Ingress__WebhookSecret"], sandbox["Sandbox__WebhookSecret"]);
        Assert.Matches("^[A-Za-z0-9]{32}$", sandbox["Sandbox__WebhookToken"]);
        Assert.Matches("^[A-Za-z0-9]{32}$", sandbox["Sandbox__WebhookSecret"]);
        Assert.NotEqual(sandbox["Sandbox__WebhookToken"], sandbox["Sandbox__WebhookSecret"]);
        Assert.Matches("^[A-Za-z0-9]{32}$", Variables(model, "dashboard")["Dashboard__OperatorKey"]);
        Assert.NotEqual(sandbox["Sandbox__WebhookToken"], Variables(model, "dashboard")["Dashboard__OperatorKey"]);
        Assert.DoesNotContain(model.Resources.OfType<ProjectResource>().SelectMany(service => Variables(model, service.Name).Values), value =>
            value.Contains("real", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tenant_profile_takes_everything_from_the_env_file_and_has_no_sandbox()
    {
        WriteEnv();

        var model = await ModelAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        Assert.Equal(["dashboard", "enricher", "ingress", "redis", "worker"], Processes(model));
        var worker = Variables(model, "worker");
        Assert.Equal("propose", worker["Tenant__Mode"]);
        Assert.DoesNotContain(worker.Keys, key => key.StartsWith("Tenant__Scope", StringComparison.Ordinal));
        Assert.Equal("Cust20002", worker["SuperOffice__ContextIdentifier"]);
        Assert.Equal("online3", worker["SuperOffice__Environment"]);
        Assert.Equal("real secret", worker["SuperOffice__ClientSecret"]);
        Assert.DoesNotContain("SuperOffice__LoginUrl", worker.Keys);
        Assert.DoesNotContain("SuperOffice__RedirectUri", worker.Keys);
        Assert.Equal(["Ingress__WebhookToken: real-token"], WebhookOf(model));
        Assert.DoesNotContain("Dashboard__OperatorKey", Variables(model, "dashboard").Keys);
        Assert.Equal("https://explorer.real.example", Variables(model, "enricher")["Explorer__BaseUrl"]);
    }

    [Fact]
    public async Task An_operators_key_in_the_env_file_reaches_the_dashboard_alone()
    {
        WriteEnv();
        await File.AppendAllTextAsync(EnvFile, "OPERATOR_KEY=real-operator-key\n", Cancelled);

        var model = await ModelAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        var holders = model.Resources.OfType<ProjectResource>().Where(service => Variables(model, service.Name).ContainsValue("real-operator-key"));
        Assert.Equal("dashboard", Assert.Single(holders).Name);
        Assert.Equal("real-operator-key", Variables(model, "dashboard")["Dashboard__OperatorKey"]);
    }

    [Theory]
    [InlineData("/.data/sandbox/Cust10001/spool")]
    [InlineData("/.data/other/spool", "--RedisVolume", "other")]
    [InlineData("/elsewhere", "--SpoolDirectory", "/elsewhere")]
    public async Task The_spool_lies_beside_the_data_of_its_Redis(string expected, params string[] args)
    {
        var directory = Variables(await ModelAsync(args), "ingress")["Ingress__Spool__Directory"];

        Assert.EndsWith(expected, directory, StringComparison.Ordinal);
        Assert.Equal(Path.GetFullPath(directory), directory);
    }

    [Fact]
    public async Task Tenant_profile_hands_ingress_each_token_and_secret_that_the_env_file_has()
    {
        WriteEnv();
        await File.AppendAllTextAsync(
            EnvFile, "WEBHOOK_TOKEN=\nWEBHOOK_SECRET=real-secret\nWEBHOOK_TOKEN_PREVIOUS=real-old-token\nWEBHOOK_SECRET_PREVIOUS=real-old-secret\n", Cancelled);

        var model = await ModelAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        Assert.Equal(
            ["Ingress__WebhookSecret: real-secret", "Ingress__WebhookSecretPrevious: real-old-secret", "Ingress__WebhookTokenPrevious: real-old-token"],
            WebhookOf(model));
    }

    [Fact]
    public async Task Names_missing_in_the_env_file_are_all_named_once_and_nothing_is_built()
    {
        await File.WriteAllTextAsync(EnvFile, "SO_CLIENT_ID=x\nWEBHOOK_TOKEN=\n", Cancelled);

        Assert.False(TenantFile.TryRead(EnvFile, out _, out var problem));
        Assert.Equal(
            $"{EnvFile} lacks SO_CLIENT_SECRET, SO_REFRESH_TOKEN, SO_ENVIRONMENT, SO_CONTEXT_IDENTIFIER, WEBHOOK_TOKEN or WEBHOOK_SECRET, "
            + "COMPANY_EXPLORER_URL, COMPANY_EXPLORER_USER, COMPANY_EXPLORER_PASSWORD.",
            problem);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ModelAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile));
    }

    [Fact]
    public async Task System_user_in_the_env_file_takes_the_place_of_the_refresh_token()
    {
        WriteEnv();
        var lines = (await File.ReadAllLinesAsync(EnvFile, Cancelled)).Where(line => !line.StartsWith("SO_REFRESH", StringComparison.Ordinal)).ToList();
        await File.WriteAllLinesAsync(EnvFile, [.. lines, "SO_SYSTEM_USER_TOKEN=App-real"], Cancelled);
        Assert.False(TenantFile.TryRead(EnvFile, out _, out var problem));
        Assert.Equal($"{EnvFile} lacks SO_PRIVATE_KEY_FILE.", problem);
        await File.WriteAllLinesAsync(EnvFile, [.. lines, "SO_SYSTEM_USER_TOKEN=App-real", "SO_PRIVATE_KEY_FILE=/keys/real.pem"], Cancelled);

        var worker = Variables(await ModelAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile), "worker");

        Assert.Equal(("SystemUser", "App-real", "/keys/real.pem"), (
            worker["SuperOffice__Login"], worker["SuperOffice__SystemUserToken"], worker["SuperOffice__PrivateKeyFile"]));
        Assert.DoesNotContain("SuperOffice__RefreshToken", worker.Keys);
    }

    [Fact]
    public async Task Ports_are_those_of_the_projects_unless_configured()
    {
        var asInTheProjects = await ModelAsync();
        var configured = await ModelAsync("--Ports:ingress", "9003", "--Ports:enricher:grpc", "9006", "--Ports:redis", "9379");

        Assert.Equal(
            "dashboard.http 8004, enricher.grpc 8006, enricher.http 8007, ingress.http 8003, redis.tcp , sandbox.http 8005, worker.http ",
            Ports(asInTheProjects));
        Assert.Equal(
            "dashboard.http 8004, enricher.grpc 9006, enricher.http 8007, ingress.http 9003, redis.tcp 9379, sandbox.http 8005, worker.http ",
            Ports(configured));

        static string Ports(DistributedApplicationBuilder model) => string.Join(", ", model.Resources
            .SelectMany(resource => resource.Endpoints.Select(endpoint => $"{resource.Name}.{endpoint.Name} {endpoint.Port}"))
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Published_model_is_a_tenants_and_has_a_parameter_for_every_secret()
    {
        var model = await ModelAsync("--publisher", "manifest");

        Assert.Equal(["dashboard", "enricher", "ingress", "redis", "worker"], Processes(model));
        string[] secrets = ["webhook-token", "webhook-secret", "operator-key", "superoffice-client-secret", "superoffice-refresh-token", "explorer-password", "redis-password"];
        Assert.Empty(secrets.Except(model.Resources.OfType<ParameterResource>().Select(parameter => parameter.Name)));
        Assert.Equal("connector.redis", Assert.Single(model.Resources.OfType<RedisResource>()).Volume);
    }

    [Fact]
    public void Redis_is_told_to_keep_every_event_by_arguments_when_run_and_in_the_command_string_when_published()
    {
        List<object> run = ["redis-server", "--requirepass", "secret"];
        List<object> published = ["-c", "redis-server --requirepass $REDIS_PASSWORD"];

        RedisDurability.KeepEveryEvent(run, published: false, Settings());
        RedisDurability.KeepEveryEvent(published, published: true, Settings("512mb"));

        Assert.Equal(
            ["redis-server", "--requirepass", "secret", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory", "1gb",
                "--maxmemory-policy", "noeviction", "--stop-writes-on-bgsave-error", "no"],
            run);
        Assert.Equal(
            [
                "-c",
                "redis-server --requirepass $REDIS_PASSWORD --appendonly yes --appendfsync always --maxmemory 512mb --maxmemory-policy noeviction "
                + "--stop-writes-on-bgsave-error no",
            ],
            published);
    }

    [Theory]
    [InlineData("plenty")]
    [InlineData("0mb")]
    [InlineData("1gb; rm -rf /")]
    public void Redis_memory_that_is_no_size_is_refused(string memory)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => RedisDurability.KeepEveryEvent([], published: true, Settings(memory)));

        Assert.Contains("such as 512mb", refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string? memory = null) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("RedisMemory", memory)]).Build();

    [Fact]
    public async Task Existing_Redis_is_used_instead_of_starting_one()
    {
        var model = await ModelAsync("--ConnectionStrings:redis", "elsewhere:6379");

        Assert.DoesNotContain(model.Resources, resource => resource is RedisResource);
        Assert.Equal("elsewhere:6379", Variables(model, "worker")["ConnectionStrings__redis"]);
    }

    [Fact]
    public async Task Test_adds_to_the_AppHosts_services_and_decides_when_it_starts()
    {
        var log = new LogLines();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Connector_AppHost>([], Cancelled);
        builder.Services.AddLogging(logging => logging.AddProvider(log));

        await using (var app = await builder.BuildAsync(Cancelled))
        {
            Assert.Empty(log.All);
        }

        Assert.Equal("Connector.AppHost.LocalHosting Information: Stopping.", Assert.Single(log.All));
    }

    private static async Task<DistributedApplicationBuilder> ModelAsync(params string[] args) =>
        (DistributedApplicationBuilder)await DistributedApplicationTestingBuilder.CreateAsync<Projects.Connector_AppHost>(args, Cancelled);

    private static IEnumerable<string> Processes(DistributedApplicationBuilder model) =>
        model.Resources.Where(resource => resource is ProjectResource or RedisResource).Select(resource => resource.Name).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Variables(DistributedApplicationBuilder model, string service)
    {
        foreach (var endpoint in model.Resources.SelectMany(resource => resource.Endpoints))
        {
            endpoint.Allocated = [endpoint.Port ?? 1, 2];
        }

        return ProjectVariables.Compute((ProjectResource)model.Resources.Single(resource => resource.Name == service), 0, "suffix", model.Configuration, true);
    }

    private static IEnumerable<string> WebhookOf(DistributedApplicationBuilder model) => Variables(model, "ingress")
        .Where(variable => variable.Key.StartsWith("Ingress__Webhook", StringComparison.Ordinal))
        .Select(variable => $"{variable.Key}: {variable.Value}")
        .Order(StringComparer.Ordinal);
}
