using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost.Running;

/// <summary>What has to be healthy before the whole is, and where to look then.</summary>
internal sealed class RunAddresses(DistributedApplicationModel model, IConfiguration configuration)
{
    /// <summary>Each resource that can tell how it is, with its number of replicas.</summary>
    public IReadOnlyDictionary<string, int> Expected { get; } = model.Resources
        .Where(resource => resource.Annotations.OfType<HealthCheckAnnotation>().Any())
        .ToDictionary(resource => resource.Name, resource => resource.GetReplicaCount());

    /// <summary>Aspire's dashboard; who has this address needs no other login. Null where it does not run.</summary>
    public string? Login => configuration["ASPNETCORE_URLS"]?.Split(';')[0].TrimEnd('/') is { Length: > 0 } address
        && configuration["AppHost:BrowserToken"] is { Length: > 0 } token
            ? $"{address}/login?t={token}"
            : null;

    public IEnumerable<string> Describe(IEnumerable<ResourceProgress> resources, TimeSpan elapsed) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Everything runs, {elapsed.TotalSeconds:0.0} s after the start."),
        "",
        .. resources.SelectMany(resource => resource.Urls)
            .Where(url => url.DisplayProperties.DisplayName.Length > 0)
            .Select(url => (Name: url.DisplayProperties.DisplayName, url.Url))
            .Append((Name: "Aspire's dashboard", Url: Login ?? "off"))
            .Distinct()
            .Select(address => $"  {address.Name,-20}{address.Url}"),
        "",
        "Ctrl+C ends everything.",
    ];
}
