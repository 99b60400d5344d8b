using System.Globalization;

namespace Connector.LocalRedis;

/// <summary>
/// Redis from its official image, by docker or podman. The runtime's client stays in the foreground and passes SIGTERM on; the data
/// directory is a bind mount, and the server runs as whoever owns it so that its files stay readable and removable.
/// </summary>
internal static class ContainerRuntime
{
    private const string Image = "docker.io/library/redis:8.6";
    private static readonly string[] RuntimeNames = ["docker", "podman"];
    private static readonly Version ImageVersion = new(8, 6);
    private static readonly TimeSpan EnginePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PullPatience = TimeSpan.FromMinutes(5);

    public static async Task<RedisBinary?> FindAsync(
        RedisLocateOptions options, Action<string> announce, List<string> reasons, CancellationToken ct)
    {
        if (!options.AllowContainers)
        {
            return null;
        }

        foreach (var name in RuntimeNames)
        {
            if (Tool.Find(options.SearchPath, name) is not { } runtime)
            {
                continue;
            }

            // A client alone is common (no daemon, no rights to its socket): only an engine that answers counts.
            var info = await Tool.RunAsync(runtime, ["info"], EnginePatience, ct);
            if (info.ExitCode != 0)
            {
                reasons.Add($"{name}'s engine does not answer");
            }
            else if (await HasImageAsync(options, name, runtime, announce, reasons, ct))
            {
                var user = await UserAsync(info.Output, ct);
                return new RedisBinary { FileName = runtime, Version = ImageVersion, Source = RedisSource.Container, ContainerUser = user };
            }
        }

        return null;
    }

    public static IEnumerable<string> RunArguments(string user, string dataDirectory, int port) =>
    [
        "run", "--rm", "--name", NameOf(port), "--publish", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{port}"),
        "--volume", $"{dataDirectory}:/data:Z", "--user", user, "--entrypoint", "redis-server", Image,
    ];

    public static IEnumerable<string> RemoveArguments(int port) => ["rm", "--force", NameOf(port)];

    private static string NameOf(int port) => string.Create(CultureInfo.InvariantCulture, $"connector-redis-{port}");

    private static async Task<bool> HasImageAsync(
        RedisLocateOptions options, string name, string runtime, Action<string> announce, List<string> reasons, CancellationToken ct)
    {
        if ((await Tool.RunAsync(runtime, ["image", "inspect", Image], EnginePatience, ct)).ExitCode == 0)
        {
            return true;
        }

        if (!options.AllowFetch)
        {
            reasons.Add($"{name} lacks the image {Image} and --no-fetch forbids pulling it");
            return false;
        }

        announce($"No Redis server on PATH: pulling the image {Image} with {name} (about 50 MB).");
        var pull = await Tool.RunAsync(runtime, ["pull", "--quiet", Image], PullPatience, ct);
        if (pull.ExitCode != 0)
        {
            reasons.Add($"{name} could not pull {Image} ({pull.Complaint})");
        }

        return pull.ExitCode == 0;
    }

    // In a rootless engine (docker says "rootless", podman "rootless: true") the container's root is the user outside.
    private static async Task<string> UserAsync(string info, CancellationToken ct)
    {
        if (info.Split('\n').Any(line => line.Trim() is "rootless" or "rootless: true"))
        {
            return "0:0";
        }

        var user = await Tool.RunAsync("id", ["-u"], EnginePatience, ct);
        var group = await Tool.RunAsync("id", ["-g"], EnginePatience, ct);
        return $"{user.Output.Trim()}:{group.Output.Trim()}";
    }
}
