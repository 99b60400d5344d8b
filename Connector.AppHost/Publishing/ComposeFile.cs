using System.Globalization;
using System.Text;

namespace Connector.AppHost.Publishing;

/// <summary>
/// Writes <c>compose.yaml</c> with <c>.env.example</c> and the proxy's configuration. What is asked for stands in <c>.env</c>, secrets in files of the
/// directory <c>secrets</c>.
/// </summary>
internal static class ComposeFile
{
    private const string Telemetry = "telemetry";

    /// <summary>The files by name.</summary>
    public static IReadOnlyDictionary<string, string> Write(Manifest manifest, Production production, IReadOnlyList<Workload> workloads)
    {
        var defaults = manifest.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default);
        var services = ComposeParts.Named(workloads).ToDictionary(one => one.Name, one => ComposeParts.Service(one.Workload, asked => Asked(asked, defaults[asked])));
        services[ComposeParts.Proxy] = ComposeParts.ProxyService(production, "80:80", "443:443");
        if (production.TelemetryImage.Length > 0)
        {
            services[Telemetry] = TelemetryService(production);
        }

        return new Dictionary<string, string>
        {
            ["compose.yaml"] = ComposeParts.Document("connector", services, workloads),
            [".env.example"] = Example(manifest),
            [ComposeParts.ProxyConfiguration] = ComposeParts.ProxyJson(workloads.Single(one => one.IsExternal), 443, production.PublicHost),
        };
    }

    /// <summary>A parameter's name in <c>.env</c>.</summary>
    public static string VariableOf(string parameter) => parameter.ToUpperInvariant().Replace('-', '_');

    // Started only with the profile. It takes OTLP at 18889, keeps what it gets in memory, and asks whoever opens its pages for a token that its log tells.
    private static Dictionary<string, object> TelemetryService(Production production) => new()
    {
        ["image"] = production.TelemetryImage,
        ["profiles"] = new[] { Telemetry },
        ["restart"] = "unless-stopped",
        ["user"] = Workloads.AppUser.ToString(CultureInfo.InvariantCulture),
        ["read_only"] = true,
        ["cap_drop"] = new[] { "ALL" },
        ["security_opt"] = new[] { "no-new-privileges:true" },
        ["tmpfs"] = new[] { "/tmp", "/home/app" },
        ["deploy"] = ComposeParts.Limits("512m"),
        ["ports"] = new[] { "127.0.0.1:18888:18888" },
        ["networks"] = new[] { ComposeParts.Back },
    };

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
}
