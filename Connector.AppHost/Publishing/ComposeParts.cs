using System.Globalization;
using System.Text.Json;
using YamlDotNet.Serialization;

namespace Connector.AppHost.Publishing;

/// <summary>
/// What both Compose files are made of, the deployment's and that of the trial. Nothing waits for another's health: every service starts without the
/// others and retries.
/// </summary>
internal static class ComposeParts
{
    /// <summary>The network on which the proxy reaches what is reached from outside.</summary>
    public const string Front = "front";

    /// <summary>The network of everything else.</summary>
    public const string Back = "back";

    /// <summary>The proxy's name.</summary>
    public const string Proxy = "proxy";

    /// <summary>The file beside the Compose file that the proxy reads.</summary>
    public const string ProxyConfiguration = "proxy.json";

    // What else ingress answers, its health, is nobody's outside.
    private const string Webhook = "/connector/webhook";

    // With a request that fails, Caddy logs all its headers and its address: the webhook's token may stand in either.
    private static readonly object WithoutSecrets = new
    {
        logs = new
        {
            @default = new
            {
                encoder = new
                {
                    format = "filter",
                    wrap = new { format = "json" },
                    fields = new Dictionary<string, object> { ["request>headers"] = new { filter = "delete" }, ["request>uri"] = new { filter = "delete" } },
                },
            },
        },
    };

    /// <summary>A Compose file.</summary>
    /// <param name="name">The project: containers, networks and volumes are named after it.</param>
    /// <param name="services">Their descriptions by name.</param>
    /// <param name="workloads">The same, without the proxy.</param>
    public static string Document(string name, IReadOnlyDictionary<string, Dictionary<string, object>> services, IReadOnlyList<Workload> workloads) =>
        Published.Header + new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(new Dictionary<string, object>
        {
            ["name"] = name,
            ["services"] = services,
            ["networks"] = new Dictionary<string, object> { [Front] = Empty(), [Back] = Empty() },
            ["volumes"] = workloads.Where(one => one.StoragePath is not null).Select(one => one.Name).Append(Proxy).ToDictionary(volume => volume, _ => Empty()),
            ["secrets"] = workloads.SelectMany(one => one.Secrets.Values).Distinct().Order(StringComparer.Ordinal)
                .ToDictionary(secret => secret, secret => (object)new Dictionary<string, object> { ["file"] = $"./secrets/{secret}" }),
        });

    /// <summary>
    /// The same workloads by the names of their services. What is behind the proxy is a service for each replica, <c>ingress-1</c> and so on, so that the proxy can look
    /// after each one, and so that people can replace one after the other.
    /// </summary>
    public static IEnumerable<(string Name, Workload Workload)> Named(IEnumerable<Workload> workloads) => workloads.SelectMany(one => one.IsExternal
        ? Enumerable.Range(1, one.Size.Replicas).Select(number => (Invariant($"{one.Name}-{number}"), one with { Size = one.Size.Once() }))
        : [(one.Name, one)]);

    /// <summary>A service's description.</summary>
    /// <param name="one">The service.</param>
    /// <param name="asked">What to write for a parameter.</param>
    public static Dictionary<string, object> Service(Workload one, Func<string, string> asked)
    {
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
                setting => setting.Key, setting => setting.Value.IsParameter ? asked(setting.Value.Text) : Literal(setting.Value.Text));
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

    /// <summary>The description of the proxy, which is reached at these ports of the machine.</summary>
    public static Dictionary<string, object> ProxyService(Production production, params string[] ports) => new()
    {
        ["image"] = production.ProxyImage,
        ["restart"] = "unless-stopped",
        ["command"] = new[] { "caddy", "run", "--config", "/etc/caddy/proxy.json" },
        ["read_only"] = true,
        ["cap_drop"] = new[] { "ALL" },
        ["cap_add"] = new[] { "NET_BIND_SERVICE" },
        ["security_opt"] = new[] { "no-new-privileges:true" },
        ["tmpfs"] = new[] { "/tmp", "/config" },
        ["deploy"] = Limits("256m"),
        ["ports"] = ports,
        ["volumes"] = new[] { $"{Proxy}:/data", $"./{ProxyConfiguration}:/etc/caddy/proxy.json:ro" },
        ["networks"] = new[] { Front },
    };

    /// <summary>How much memory a service may take that is not ours.</summary>
    public static Dictionary<string, object> Limits(string memory) => new()
    {
        ["resources"] = new Dictionary<string, object> { ["limits"] = new Dictionary<string, object> { ["memory"] = memory } },
    };

    /// <summary>The proxy's configuration: webhooks go on, and nothing else.</summary>
    /// <param name="outside">Who is behind it.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="host">The one name it answers to, for which it gets a certificate; null for every name.</param>
    public static string ProxyJson(Workload outside, int port, string? host)
    {
        var inside = Invariant($"{outside.Ports.Single(one => one.IsExternal).Port}");
        var forward = new
        {
            handler = "reverse_proxy",
            upstreams = Named([outside]).Select(one => new { dial = $"{one.Name}:{inside}" }).ToList(),
            // A replica that is asked to end says so by its health for some seconds before it stops listening; until it is back, posts go to the others. So a rolling
            // restart loses none. Repeating them instead would not do: Caddy before 2.11.2 cannot repeat a request that has a body (its issue 7546).
            health_checks = new { active = new { uri = "/health", interval = "1s", timeout = "5s", headers = new Dictionary<string, string[]> { ["Host"] = ["localhost"] } } },
            // Not round robin: posts that come at once may count each other on past the only healthy replica (seen in Caddy 2.6), and find nobody.
            load_balancing = new { selection_policy = new { policy = "least_conn" }, try_duration = "5s", try_interval = "100ms" },
            // A connection each: one that is kept may end with its replica just when a post is written to it.
            transport = new { protocol = "http", dial_timeout = "1s", keep_alive = new { enabled = false } },
        };
        string[] webhooks = [Webhook, $"{Webhook}/*"];
        object[] routes = host is null
            ? [new { match = new[] { new { path = webhooks } }, handle = new[] { forward } }, new { handle = new[] { Nothing } }]
            :
            [
                new { match = new[] { new { host = new[] { host }, path = webhooks } }, handle = new[] { forward } },
                new { match = new[] { new { host = new[] { host } } }, handle = new[] { Nothing } },
            ];
        var server = new { listen = new[] { Invariant($":{port}") }, routes };
        return JsonSerializer.Serialize(new { logging = WithoutSecrets, apps = new { http = new { servers = new { connector = server } } } }, Published.Indented) + "\n";
    }

    private static object Nothing => new { handler = "static_response", status_code = 404 };

    private static Dictionary<string, object> Empty() => [];

    // Compose would take a dollar for a variable of its own.
    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private static string Memory(string size) => size.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
