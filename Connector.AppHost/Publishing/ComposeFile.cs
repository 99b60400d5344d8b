using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Serialization;

namespace Connector.AppHost.Publishing;

/// <summary>
/// Writes <c>compose.yaml</c> with <c>.env.example</c> and the proxy's configuration. What is asked for stands in <c>.env</c>, secrets in files of the
/// directory <c>secrets</c>. Nothing waits for another's health: every service starts without the others and retries.
/// </summary>
internal static class ComposeFile
{
    // What else ingress answers, its health, is nobody's outside.
    private const string Webhook = "/connector/webhook";
    private const string Proxy = "proxy";
    private const string ProxyConfiguration = "proxy.json";
    private const string Telemetry = "telemetry";
    private const string Front = "front";
    private const string Back = "back";

    /// <summary>The files by name.</summary>
    public static IReadOnlyDictionary<string, string> Write(Manifest manifest, Production production, IReadOnlyList<Workload> workloads)
    {
        var outside = workloads.Single(one => one.IsExternal);
        var services = workloads.ToDictionary(one => one.Name, one => Service(one, manifest));
        services[Proxy] = ProxyService(production);
        if (production.TelemetryImage.Length > 0)
        {
            services[Telemetry] = TelemetryService(production);
        }

        var compose = new Dictionary<string, object>
        {
            ["name"] = "connector",
            ["services"] = services,
            ["networks"] = new Dictionary<string, object> { [Front] = Empty(), [Back] = Empty() },
            ["volumes"] = workloads.Where(one => one.StoragePath is not null).Select(one => one.Name).Append(Proxy).ToDictionary(name => name, _ => Empty()),
            ["secrets"] = workloads.SelectMany(one => one.Secrets.Values).Distinct().Order(StringComparer.Ordinal)
                .ToDictionary(name => name, name => (object)new Dictionary<string, object> { ["file"] = $"./secrets/{name}" }),
        };
        return new Dictionary<string, string>
        {
            ["compose.yaml"] = Published.Header + new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(compose),
            [".env.example"] = Example(manifest),
            [ProxyConfiguration] = ProxyJson(outside, production),
        };
    }

    /// <summary>A parameter's name in <c>.env</c>.</summary>
    public static string VariableOf(string parameter) => parameter.ToUpperInvariant().Replace('-', '_');

    private static Dictionary<string, object> Empty() => [];

    private static Dictionary<string, object> Service(Workload one, Manifest manifest)
    {
        var defaults = manifest.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default);
        var service = new Dictionary<string, object>
        {
            ["image"] = one.Image,
            ["restart"] = "unless-stopped",
            ["user"] = Invariant($"{(one.IsOurs ? Workloads.AppUser : Workloads.RedisUser)}"),
            ["read_only"] = true,
            ["cap_drop"] = new[] { "ALL" },
            ["security_opt"] = new[] { "no-new-privileges:true" },
            ["tmpfs"] = new[] { "/tmp" },
            ["stop_grace_period"] = Invariant($"{one.Size.EndWithin}s"),
            ["deploy"] = new Dictionary<string, object>
            {
                ["replicas"] = one.Size.Replicas,
                ["resources"] = new Dictionary<string, object>
                {
                    ["limits"] = new Dictionary<string, object> { ["memory"] = Memory(one.Size.Memory) },
                },
            },
            ["networks"] = one.IsExternal ? new[] { Front, Back } : [Back],
        };
        if (one.Command.Count > 0)
        {
            service["entrypoint"] = one.Command.Take(1).ToList();
            service["command"] = one.Command.Skip(1).Select(Literal).ToList();
        }

        if (one.Settings.Count > 0)
        {
            service["environment"] = one.Settings.ToDictionary(
                setting => setting.Key,
                setting => setting.Value.IsParameter ? Asked(setting.Value.Text, defaults[setting.Value.Text]) : Literal(setting.Value.Text));
        }

        if (one.Secrets.Count > 0)
        {
            service["secrets"] = one.Secrets.Select(secret => new Dictionary<string, object>
            {
                ["source"] = secret.Value,
                ["target"] = $"{Workloads.Directory}/{secret.Key}",
            }).ToList();
        }

        if (one.Size.LoopbackPort is { } port)
        {
            service["ports"] = new[] { Invariant($"127.0.0.1:{port}:{one.ProbePort}") };
        }

        if (one.StoragePath is not null)
        {
            service["volumes"] = new[] { $"{one.Name}:{one.StoragePath}" };
        }

        return service;
    }

    private static Dictionary<string, object> ProxyService(Production production) => new()
    {
        ["image"] = production.ProxyImage,
        ["restart"] = "unless-stopped",
        ["command"] = new[] { "caddy", "run", "--config", "/etc/caddy/proxy.json" },
        ["read_only"] = true,
        ["cap_drop"] = new[] { "ALL" },
        ["cap_add"] = new[] { "NET_BIND_SERVICE" },
        ["security_opt"] = new[] { "no-new-privileges:true" },
        ["tmpfs"] = new[] { "/tmp", "/config" },
        ["ports"] = new[] { "80:80", "443:443" },
        ["volumes"] = new[] { $"{Proxy}:/data", $"./{ProxyConfiguration}:/etc/caddy/proxy.json:ro" },
        ["networks"] = new[] { Front },
    };

    // Started only with the profile. It takes OTLP at 18889, keeps what it gets in memory, and asks whoever opens its pages for a token that its log tells.
    private static Dictionary<string, object> TelemetryService(Production production) => new()
    {
        ["image"] = production.TelemetryImage,
        ["profiles"] = new[] { Telemetry },
        ["restart"] = "unless-stopped",
        ["user"] = Invariant($"{Workloads.AppUser}"),
        ["read_only"] = true,
        ["cap_drop"] = new[] { "ALL" },
        ["security_opt"] = new[] { "no-new-privileges:true" },
        ["tmpfs"] = new[] { "/tmp", "/home/app" },
        ["ports"] = new[] { "127.0.0.1:18888:18888" },
        ["networks"] = new[] { Back },
    };

    // A request that finds nobody, because its replica has just ended, is given to another for five seconds: a rolling restart loses none.
    private static string ProxyJson(Workload outside, Production production)
    {
        var port = Invariant($"{outside.Ports.Single(one => one.IsExternal).Port}");
        var forward = new
        {
            handler = "reverse_proxy",
            dynamic_upstreams = new { source = "a", name = outside.Name, port, refresh = "1s" },
            load_balancing = new { selection_policy = new { policy = "round_robin" }, try_duration = "5s", try_interval = "100ms" },
        };
        var server = new
        {
            listen = new[] { ":443" },
            routes = new object[]
            {
                new { match = new[] { new { host = new[] { production.PublicHost }, path = new[] { Webhook, $"{Webhook}/*" } } }, handle = new[] { forward } },
                new
                {
                    match = new[] { new { host = new[] { production.PublicHost } } },
                    handle = new[] { new { handler = "static_response", status_code = 404 } },
                },
            },
        };
        return JsonSerializer.Serialize(new { apps = new { http = new { servers = new { connector = server } } } }, Published.Indented) + "\n";
    }

    private static string Example(Manifest manifest)
    {
        var text = new StringBuilder(Published.Header);
        text.Append("# Copy it to .env and fill it in. Secrets stand in files of the directory secrets, one each:\n");
        foreach (var secret in manifest.Parameters.Where(parameter => parameter.IsSecret).Select(parameter => parameter.Name).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"#   secrets/{secret}\n");
        }

        foreach (var asked in manifest.Parameters.Where(parameter => !parameter.IsSecret).OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{VariableOf(asked.Name)}={asked.Default}\n");
        }

        return text.ToString();
    }

    private static string Asked(string parameter, string? otherwise) => otherwise is null
        ? $"${{{VariableOf(parameter)}?it stands in .env.example}}"
        : $"${{{VariableOf(parameter)}:-{otherwise}}}";

    // Compose would take a dollar for a variable of its own.
    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private static string Memory(string size) => size.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
