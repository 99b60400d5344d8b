using Connector.AppHost.Tenants;

namespace Connector.AppHost.Publishing;

/// <summary>
/// Writes the trial: a Compose file of the same services, with the same rights, sizes and proxy as the deployment's, which builds their images and works on
/// the sandbox, the only tenant it knows. A file of its own, and not one laid over the deployment's: so it asks for nothing and can meet no real tenant's
/// values. Its secrets are made up, the same everywhere, and open nothing else.
/// </summary>
internal static class Trial
{
    private const string Sandbox = "sandbox";
    private const int Port = 8080;

    private static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>
    {
        ["connector-mode"] = SandboxTenant.Values["CONNECTOR_MODE"],
        ["explorer-password"] = SandboxTenant.Values["COMPANY_EXPLORER_PASSWORD"],
        ["explorer-url"] = $"http://{Sandbox}:{Port}/explorer",
        ["explorer-user"] = SandboxTenant.Values["COMPANY_EXPLORER_USER"],
        ["superoffice-client-id"] = SandboxTenant.Values["SO_CLIENT_ID"],
        ["superoffice-client-secret"] = SandboxTenant.Values["SO_CLIENT_SECRET"],
        ["superoffice-context-identifier"] = SandboxTenant.Values["SO_CONTEXT_IDENTIFIER"],
        ["superoffice-environment"] = SandboxTenant.Values["SO_ENVIRONMENT"],
        ["superoffice-redirect-uri"] = SandboxTenant.Values["SO_REDIRECT_URI"],
        ["superoffice-refresh-token"] = SandboxTenant.Values["SO_REFRESH_TOKEN"],
    };

    /// <summary>The files by name.</summary>
    public static IReadOnlyDictionary<string, string> Write(Manifest manifest, Production production)
    {
        var all = Workloads.Of(manifest, production.Alone()).Select(OnSandbox).Append(SandboxItself()).ToList();
        var services = ComposeParts.Named(all).ToDictionary(one => one.Name, one => Service(one.Workload));
        services[Sandbox]["networks"] = new[] { ComposeParts.Front, ComposeParts.Back };
        services[ComposeParts.Proxy] = ComposeParts.ProxyService(production, "127.0.0.1:8003:80");
        return all.SelectMany(one => one.Secrets.Values).Distinct().ToDictionary(secret => $"secrets/{secret}", SecretOf)
            .Append(KeyValuePair.Create("compose.yaml", ComposeParts.Document("connector-try", services, all)))
            .Append(KeyValuePair.Create(ComposeParts.ProxyConfiguration, ComposeParts.ProxyJson(all.Single(one => one.IsExternal), 80, host: null)))
            .ToDictionary();
    }

    private static Workload OnSandbox(Workload one)
    {
        var changed = new SortedDictionary<string, Setting>(one.Settings.ToDictionary(), StringComparer.Ordinal);
        if (changed.ContainsKey("Jobs__Profile"))
        {
            changed["Jobs__Profile"] = new Setting(Sandbox, false);
        }

        foreach (var (name, value) in SettingsOf(one.Name))
        {
            changed[name] = new Setting(value, false);
        }

        return one with { Settings = changed, Size = one.Name == "dashboard" ? one.Size.At(8004) : one.Size };
    }

    private static Dictionary<string, string> SettingsOf(string service) => service switch
    {
        "enricher" => new() { ["Explorer__AllowHttp"] = "true" },
        "worker" => new(SandboxTenant.WorkerSettings)
        {
            ["SuperOffice__LoginUrl"] = $"http://{Sandbox}:{Port}",
            ["SuperOffice__AllowHttp"] = "true",
            ["Tenant__Scope__All"] = "true",
        },
        _ => [],
    };

    private static Workload SandboxItself() => new()
    {
        Name = Sandbox,
        Image = "",
        IsOurs = true,
        Command = [],
        Settings = new Dictionary<string, Setting>
        {
            ["HTTP_PORTS"] = new($"{Port}", false),
            ["Sandbox__DashboardUrl"] = new("http://localhost:8004", false),
            ["Sandbox__WebhookUrl"] = new($"http://{ComposeParts.Proxy}/connector/webhook", false),
            ["Secrets__Directory"] = new(Workloads.Directory, false),
        },
        Secrets = new Dictionary<string, string> { ["Sandbox__WebhookSecret"] = "webhook-secret", ["Sandbox__WebhookToken"] = "webhook-token" },
        Ports = [new ManifestBinding("http", Port, IsExternal: false)],
        StoragePath = null,
        MetricsPort = null,
        Size = new ProductionService().At(8005),
    };

    private static Dictionary<string, object> Service(Workload one)
    {
        var service = ComposeParts.Service(one, asked => Values.GetValueOrDefault(asked)
            ?? throw new InvalidOperationException($"The trial has no value for the parameter {asked}; give it one in {nameof(Trial)}."));
        if (one.IsOurs)
        {
            service["image"] = $"connector-{one.Name}:try";
            service["build"] = new Dictionary<string, object>
            {
                ["context"] = "../..",
                ["dockerfile"] = "deploy/Dockerfile",
                ["args"] = new Dictionary<string, object> { ["SERVICE"] = $"{char.ToUpperInvariant(one.Name[0])}{one.Name[1..]}" },
            };
        }

        return service;
    }

    // There is none before the present one.
    private static string SecretOf(string parameter) => parameter.EndsWith("-previous", StringComparison.Ordinal) ? ""
        : Values.GetValueOrDefault(parameter) ?? $"{parameter}-of-the-sandbox-known-to-everybody";
}
