using System.ComponentModel.DataAnnotations;

namespace Connector.ServiceDefaults.Scraping;

/// <summary>Where Prometheus fetches metrics, section <c>Prometheus</c>.</summary>
public sealed class PrometheusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Prometheus";

    /// <summary>
    /// An address of its own, at which the service answers <c>/metrics</c> and nothing else; <c>+</c> as host listens on all addresses. Default:
    /// none, nothing listens. It has no login: whoever reaches the port reads the numbers and the names of tenants.
    /// </summary>
    [RegularExpression(
        @"^http://[^/:\s]+:[0-9]{1,5}/?$",
        ErrorMessage = "Prometheus:Url must be such as http://localhost:9464, or http://+:9464 for all addresses.")]
    public string? Url { get; set; }
}
