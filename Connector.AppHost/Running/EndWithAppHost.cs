using System.Globalization;
using Connector.ServiceDefaults.Parents;

namespace Connector.AppHost.Running;

/// <summary>
/// A service ends when this process is gone, or the orchestrator, whose child it is: by a kill either would leave services behind that
/// go on writing into a CRM while nobody watches.
/// </summary>
internal static class EndWithAppHost
{
    public static void Apply(IDistributedApplicationBuilder builder)
    {
        var start = ProcessStart.Of(Environment.ProcessId) ?? throw new InvalidOperationException("The start time of this process cannot be read.");
        foreach (var service in builder.Resources.OfType<ProjectResource>().ToList())
        {
            builder.CreateResourceBuilder(service)
                .WithEnvironment("Parent__Watch", "true")
                // Nobody balances load here, and whoever runs it waits for the end.
                .WithEnvironment("Shutdown__Drain", "00:00:00")
                .WithEnvironment("Parent__AppHostProcess", Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
                .WithEnvironment("Parent__AppHostStart", start.ToString(CultureInfo.InvariantCulture));
        }
    }
}
