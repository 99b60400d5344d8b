using Connector.LocalRedis;

namespace Connector.AppHost.Redis;

/// <summary>Docker or podman, if one of them can start containers here.</summary>
internal static class ContainerRuntime
{
    private static readonly string[] Names = ["docker", "podman"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A client alone is common (no daemon, no rights to its socket): only an engine that answers counts.</summary>
    public static async Task<string?> FindAsync(string searchPath, CancellationToken cancellationToken)
    {
        foreach (var name in Names)
        {
            if (Tool.Find(searchPath, name) is { } client
                && (await Tool.RunAsync(client, ["info"], Patience, cancellationToken)).ExitCode == 0)
            {
                return name;
            }
        }

        return null;
    }
}
