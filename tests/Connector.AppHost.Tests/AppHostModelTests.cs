using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Tenants;

namespace Connector.AppHost.Tests;

/// <summary>What the AppHost's model gives the services, without starting them.</summary>
public sealed class AppHostModelTests : EnvFileTest
{
    [Fact]
    public async Task Sandbox_is_the_default_and_reads_no_env_file()
    {
        WriteEnv();

        await using var model = await AppModel.CreateAsync("--EnvFile", EnvFile);

        Assert.Equal(["dashboard", "enricher", "ingress", "redis", "sandbox", "worker"], model.Running);
        var worker = await model.VariablesAsync("worker");
        Assert.Equal("write", worker["Tenant__Mode"]);
        Assert.Equal("true", worker["Tenant__Scope__All"]);
        Assert.Equal("Cust10001", worker["SuperOffice__ContextIdentifier"]);
        Assert.Equal("sandbox-refresh-token", worker["SuperOffice__RefreshToken"]);
        Assert.Equal("http://localhost:8005", worker["SuperOffice__LoginUrl"]);
        Assert.Equal("SuperOffice:84", worker["Tenant__Contact__Summary__ProgId"]);
        Assert.Equal("sandbox", worker["Jobs__Profile"]);
        Assert.Equal("http://localhost:8006", worker["services__enricher__grpc__0"]);
        Assert.Equal("http://localhost:8005/explorer", (await model.VariablesAsync("enricher"))["Explorer__BaseUrl"]);
        var (ingress, sandbox, dashboard) =
            (await model.VariablesAsync("ingress"), await model.VariablesAsync("sandbox"), await model.VariablesAsync("dashboard"));
        Assert.Equal("http://localhost:8003/connector/webhook", sandbox["Sandbox__WebhookUrl"]);
        Assert.Equal("http://localhost:8004", sandbox["Sandbox__DashboardUrl"]);
        Assert.Equal(ingress["Ingress__WebhookToken"], sandbox["Sandbox__WebhookToken"]);
        Assert.Equal(ingress["Ingress__WebhookSecret"], sandbox["Sandbox__WebhookSecret"]);
        string[] generated = [sandbox["Sandbox__WebhookToken"], sandbox["Sandbox__WebhookSecret"], dashboard["Dashboard__OperatorKey"]];
        Assert.All(generated, value => Assert.Matches("^[A-Za-z0-9]{32}$", value));
        Assert.Equal(3, generated.Distinct().Count());
        foreach (var service in model.Resources.OfType<ProjectResource>())
        {
            var variables = await model.VariablesAsync(service.Name);
            Assert.DoesNotContain(variables.Values, value => value.Contains("real", StringComparison.Ordinal));
            Assert.Equal("00:00:00", variables["Shutdown__Drain"]);
        }
    }

    [Fact]
    public async Task Tenant_profile_takes_everything_from_the_env_file_and_has_no_sandbox()
    {
        WriteEnv();

        await using var model = await AppModel.CreateAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        Assert.Equal(["dashboard", "enricher", "ingress", "redis", "worker"], model.Running);
        var worker = await model.VariablesAsync("worker");
        Assert.Equal("propose", worker["Tenant__Mode"]);
        Assert.DoesNotContain(worker.Keys, key => key.StartsWith("Tenant__Scope", StringComparison.Ordinal));
        Assert.Equal("Cust20002", worker["SuperOffice__ContextIdentifier"]);
        Assert.Equal("online3", worker["SuperOffice__Environment"]);
        Assert.Equal("real secret", worker["SuperOffice__ClientSecret"]);
        Assert.DoesNotContain("SuperOffice__LoginUrl", worker.Keys);
        Assert.DoesNotContain("SuperOffice__RedirectUri", worker.Keys);
        Assert.Equal(["Ingress__WebhookToken: real-token"], await WebhookOfAsync(model));
        Assert.DoesNotContain("Dashboard__OperatorKey", (await model.VariablesAsync("dashboard")).Keys);
        Assert.Equal("https://explorer.real.example", (await model.VariablesAsync("enricher"))["Explorer__BaseUrl"]);
    }

    [Fact]
    public async Task What_the_env_file_says_of_fields_persons_and_scope_reaches_the_worker_alone()
    {
        WriteEnv();
        string[] lines =
        [
            "Tenant__Contact__Summary__ProgId=SuperOffice:184", "Tenant__Contact__Vertical__ProgId=", "Tenant__Owners__0=ANNA", "Tenant__Persons__Enrich=true",
            "SuperOffice__AssociateId=11",
        ];
        await File.AppendAllLinesAsync(EnvFile, [.. lines, "CONNECTOR_SCOPE=owner:ANNA,category:3"], Cancelled);

        await using var model = await AppModel.CreateAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        var worker = (await model.VariablesAsync("worker")).Select(variable => $"{variable.Key}={variable.Value}").ToList();
        Assert.Superset(lines.Concat(["Tenant__Scope__Owners__0=ANNA", "Tenant__Scope__Categories__0=3"]).ToHashSet(), worker.ToHashSet());
        foreach (var other in new[] { "dashboard", "enricher", "ingress" })
        {
            Assert.DoesNotContain((await model.VariablesAsync(other)).Keys, key => key.StartsWith("Tenant__", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_operators_keys_in_the_env_file_reach_the_dashboard_alone()
    {
        WriteEnv();
        await File.AppendAllTextAsync(EnvFile, "OPERATOR_KEY=real-operator-key\nOPERATOR_KEY_PREVIOUS=real-operator-key-before\n", Cancelled);

        await using var model = await AppModel.CreateAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        var holders = new List<string>();
        foreach (var name in model.Running)
        {
            var told = (await model.VariablesAsync(name)).Select(variable => $"{variable.Key}={variable.Value}").Concat(await ArgumentsOfServiceAsync(model, name));
            holders.AddRange(told.Where(text => text.Contains("real-operator-key", StringComparison.Ordinal)).Select(text => $"{name}: {text}"));
        }

        Assert.Equal(
            ["dashboard: Dashboard__OperatorKey=real-operator-key", "dashboard: Dashboard__OperatorKeyPrevious=real-operator-key-before"],
            holders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tenant_profile_hands_ingress_each_token_and_secret_that_the_env_file_has()
    {
        WriteEnv();
        await File.AppendAllTextAsync(
            EnvFile, "WEBHOOK_TOKEN=\nWEBHOOK_SECRET=real-secret\nWEBHOOK_TOKEN_PREVIOUS=real-old-token\nWEBHOOK_SECRET_PREVIOUS=real-old-secret\n", Cancelled);

        await using var model = await AppModel.CreateAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        Assert.Equal(
            ["Ingress__WebhookSecret: real-secret", "Ingress__WebhookSecretPrevious: real-old-secret", "Ingress__WebhookTokenPrevious: real-old-token"],
            await WebhookOfAsync(model));
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
        await Assert.ThrowsAsync<InvalidOperationException>(() => AppModel.CreateAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile));
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

        await using var model = await AppModel.CreateAsync("--CONNECTOR_PROFILE", "tenant", "--EnvFile", EnvFile);

        var worker = await model.VariablesAsync("worker");
        Assert.Equal(("SystemUser", "App-real", "/keys/real.pem"), (
            worker["SuperOffice__Login"], worker["SuperOffice__SystemUserToken"], worker["SuperOffice__PrivateKeyFile"]));
        Assert.DoesNotContain("SuperOffice__RefreshToken", worker.Keys);
    }

    // A chain of waits would make the start as long as its slowest members together; each service copes with the others' absence.
    [Fact]
    public async Task Nothing_waits_for_anything_so_that_all_start_side_by_side()
    {
        await using var model = await AppModel.CreateAsync();

        Assert.Empty(model.Resources.SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>()));
    }

    // Redis' arguments are not known before its server is; the services have none of their own.
    private static async Task<IReadOnlyList<string>> ArgumentsOfServiceAsync(AppModel model, string name) =>
        model.Resource(name) is ProjectResource ? await model.ArgumentsAsync(name) : [];

    private static async Task<IEnumerable<string>> WebhookOfAsync(AppModel model) => (await model.VariablesAsync("ingress"))
        .Where(variable => variable.Key.StartsWith("Ingress__Webhook", StringComparison.Ordinal))
        .Select(variable => $"{variable.Key}: {variable.Value}")
        .Order(StringComparer.Ordinal);
}
