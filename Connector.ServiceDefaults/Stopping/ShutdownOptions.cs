using System.ComponentModel.DataAnnotations;

namespace Connector.ServiceDefaults.Stopping;

/// <summary>How a service ends that others call, section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// How long the service goes on serving after it was asked to end (SIGTERM), while <c>/health</c> already answers 503, so that load balancers send
    /// new requests elsewhere before it stops listening. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Shutdown:Drain must be between {1} and {2}.")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);
}
