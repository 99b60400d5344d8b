using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Connector.AppHost.Publishing;

/// <summary>
/// What the model cannot say of a deployment: sizes, numbers, addresses. Read from <c>deploy/production.yaml</c>; its schema is
/// <c>deploy/production.schema.json</c>. A key nobody knows is refused.
/// </summary>
internal sealed class Production
{
    /// <summary>Where the services' images are, such as <c>ghcr.io/your-house</c>.</summary>
    public string Registry { get; set; } = "";

    /// <summary>Their tag.</summary>
    public string Tag { get; set; } = "";

    /// <summary>The name by which SuperOffice reaches ingress, such as <c>connector.example.com</c>.</summary>
    public string PublicHost { get; set; } = "";

    /// <summary>The image of the proxy before ingress, which has the certificate; Compose only.</summary>
    public string ProxyImage { get; set; } = "";

    /// <summary>The Kubernetes class of the ingress controller before ingress.</summary>
    public string IngressClass { get; set; } = "";

    /// <summary>Where telemetry goes by OTLP, such as <c>http://collector:4317</c>; empty for nowhere.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>The port at which each service answers Prometheus, such as 9464; 0 for none.</summary>
    public int MetricsPort { get; set; }

    /// <summary>
    /// The image of Aspire's dashboard, which shows telemetry where nothing else does; Compose only, profile <c>telemetry</c>. Empty for none.
    /// </summary>
    public string TelemetryImage { get; set; } = "";

    /// <summary>A Redis outside of the deployment, such as <c>redis.example.com:6380,ssl=true,user=connector</c>; empty: one is part of it.</summary>
    public string ExternalRedis { get; set; } = "";

    /// <summary>
    /// The tenant's file, as <c>connector setup</c> writes it; its place is told from the production file's. What it says of fields, persons, owners and scope
    /// becomes the worker's settings, and nothing else of it is published. Empty for none.
    /// </summary>
    public string TenantFile { get; set; } = "";

    /// <summary>By the resources' names in the model.</summary>
    public Dictionary<string, ProductionService> Services { get; set; } = [];

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="InvalidOperationException">It is no such file; the message says where and what.</exception>
    public static Production Parse(string text)
    {
        try
        {
            var read = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<Production?>(text) ?? new Production();
            return read.Problem() is { } problem ? throw new InvalidOperationException($"The production file is wrong: {problem}") : read;
        }
        catch (YamlException wrong)
        {
            throw new InvalidOperationException($"The production file is wrong in line {wrong.Start.Line}: {wrong.InnerException?.Message ?? wrong.Message}", wrong);
        }
    }

    /// <summary>The same without what is outside of it: its Redis is within, its telemetry goes nowhere.</summary>
    public Production Alone()
    {
        var copy = (Production)MemberwiseClone();
        (copy.ExternalRedis, copy.OtlpEndpoint) = ("", "");
        return copy;
    }

    /// <summary>The same with more settings of a service.</summary>
    public Production With(string service, IReadOnlyDictionary<string, string> settings)
    {
        var copy = (Production)MemberwiseClone();
        copy.Services = new(Services) { [service] = (Services.GetValueOrDefault(service) ?? new ProductionService()).With(settings) };
        return copy;
    }

    private string? Problem() =>
        Registry.Length == 0 || Tag.Length == 0 ? "say where the images are, 'registry' and 'tag'."
        : PublicHost.Length == 0 ? "say by which name SuperOffice reaches the connector, 'publicHost'."
        : MetricsPort is not 0 and (< 1024 or > 65535) ? $"'metricsPort' is {MetricsPort}; 1024 to 65535 are possible, or 0 for none."
        : Services.Select(service => service.Value.Problem(service.Key)).FirstOrDefault(problem => problem is not null);
}

/// <summary>A service's size.</summary>
internal sealed partial class ProductionService
{
    /// <summary>1 to 50 of them.</summary>
    public int Replicas { get; set; } = 1;

    /// <summary>The most memory of each, such as <c>256Mi</c>.</summary>
    public string Memory { get; set; } = "256Mi";

    /// <summary>The processor time reserved for each, such as <c>250m</c>.</summary>
    public string Cpu { get; set; } = "100m";

    /// <summary>The size of the directory that outlives it, such as <c>1Gi</c>; empty for none, or what the model says.</summary>
    public string Storage { get; set; } = "";

    /// <summary>Where that directory is in the container.</summary>
    public string StoragePath { get; set; } = "";

    /// <summary>The port of this machine, and of nobody else, by which people reach it; Compose only, where it has one replica.</summary>
    public int? LoopbackPort { get; set; }

    /// <summary>How long it may take to end, in seconds.</summary>
    public int EndWithin { get; set; } = 30;

    /// <summary>More settings, by the names of environment variables.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>The same, reached at a port of this machine.</summary>
    public ProductionService At(int port)
    {
        var copy = (ProductionService)MemberwiseClone();
        copy.LoopbackPort = port;
        return copy;
    }

    /// <summary>The same with more settings; what is said of one for all tenants gives way.</summary>
    public ProductionService With(IReadOnlyDictionary<string, string> settings)
    {
        var copy = (ProductionService)MemberwiseClone();
        copy.Settings = new(Settings);
        foreach (var (name, value) in settings)
        {
            copy.Settings[name] = value;
        }

        return copy;
    }

    /// <summary>One of them.</summary>
    public ProductionService Once()
    {
        var copy = (ProductionService)MemberwiseClone();
        copy.Replicas = 1;
        return copy;
    }

    internal string? Problem(string name) =>
        Replicas is < 1 or > 50 ? $"'{name}' has {Replicas} replicas; 1 to 50 are possible."
        : !Size().IsMatch(Memory) ? $"the memory of '{name}' is '{Memory}'; write a size such as 256Mi or 2Gi."
        : Storage.Length > 0 && !Size().IsMatch(Storage) ? $"the storage of '{name}' is '{Storage}'; write a size such as 1Gi."
        : !Share().IsMatch(Cpu) ? $"the cpu of '{name}' is '{Cpu}'; write thousandths of a core such as 250m, or cores."
        : LoopbackPort is < 1 or > 65535 || (LoopbackPort is not null && Replicas > 1) ? $"the loopback port of '{name}' must be 1 to 65535, of one replica."
        : EndWithin is < 10 or > 600 ? $"'{name}' may take {EndWithin} s to end; 10 to 600 are possible."
        : null;

    [GeneratedRegex(@"^[1-9][0-9]{0,5}(Mi|Gi)\z")]
    private static partial Regex Size();

    [GeneratedRegex(@"^[1-9][0-9]{0,4}m?\z")]
    private static partial Regex Share();
}
