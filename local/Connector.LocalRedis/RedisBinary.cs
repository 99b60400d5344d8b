using System.Diagnostics;
using System.Globalization;

namespace Connector.LocalRedis;

/// <summary>Where a Redis server was found.</summary>
internal enum RedisSource
{
    /// <summary>A server on PATH.</summary>
    Path,

    /// <summary>An image run by docker or podman.</summary>
    Container,

    /// <summary>Distribution packages unpacked into the private cache.</summary>
    Packages,
}

/// <summary>A Redis server that can be started on this machine.</summary>
internal sealed class RedisBinary
{
    /// <summary>The oldest server the job scripts work on.</summary>
    public static readonly Version MinimumVersion = new(7, 0);

    private static readonly string[] ServerNames = ["redis-server", "valkey-server"];

    /// <summary>Absolute path of the program to start: the server itself, or the container runtime.</summary>
    public required string FileName { get; init; }

    /// <summary>The server's version, at least <see cref="MinimumVersion"/>.</summary>
    public required Version Version { get; init; }

    /// <summary>Where it was found.</summary>
    public required RedisSource Source { get; init; }

    /// <summary>Variables the program needs beside those it inherits.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The container's user, as <c>docker run --user</c> takes it.</summary>
    internal string ContainerUser { get; init; } = "";

    /// <summary>Finds a server, best first: on PATH, by a container runtime that answers, in the private cache, by fetching distribution packages.</summary>
    /// <param name="options">What may be used.</param>
    /// <param name="announce">Takes one line for the console, before anything slow begins.</param>
    /// <param name="ct">Ends the search; a fetch leaves nothing half done behind.</param>
    /// <exception cref="RedisNotFoundException">There is none; the message says how to install one here.</exception>
    public static async Task<RedisBinary> LocateAsync(RedisLocateOptions options, Action<string> announce, CancellationToken ct)
    {
        var reasons = new List<string>();
        return await FindOnPathAsync(options, reasons, ct)
            ?? await ContainerRuntime.FindAsync(options, announce, reasons, ct)
            ?? await PackageCache.FindAsync(options, announce, reasons, ct)
            ?? throw new RedisNotFoundException(
                $"No usable Redis server ({string.Join("; ", reasons)}): {InstallHint.For(options.OsReleaseFile)}, "
                + "or set ConnectionStrings__redis to a server of your own.");
    }

    /// <summary>How to start the server on a loopback port. The started process ends cleanly on SIGTERM, whatever the source.</summary>
    /// <param name="redisArguments">Arguments of <c>redis-server</c>, such as <c>--appendonly yes</c>; port, address and directory are added here.</param>
    /// <param name="dataDirectory">Absolute path of an existing directory for the append-only file.</param>
    /// <param name="port">TCP port on loopback.</param>
    public ProcessStartInfo CreateStartInfo(IEnumerable<string> redisArguments, string dataDirectory, int port)
    {
        var portText = port.ToString(CultureInfo.InvariantCulture);
        var start = Source == RedisSource.Container
            ? new ProcessStartInfo(FileName, [
                .. ContainerRuntime.RunArguments(ContainerUser, dataDirectory, port), .. redisArguments,
                "--port", portText, "--bind", "*", "-::*", "--dir", "/data", "--protected-mode", "no"])
            : new ProcessStartInfo(FileName, [
                .. redisArguments, "--port", portText, "--bind", "127.0.0.1", "-::1", "--dir", dataDirectory]);
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>
    /// A command to run before a start and after the started process ended, or null where none is needed: a container outlives a
    /// runtime client that was killed.
    /// </summary>
    /// <param name="port">The port given to <see cref="CreateStartInfo"/>.</param>
    public ProcessStartInfo? CreateCleanUp(int port) =>
        Source == RedisSource.Container ? new ProcessStartInfo(FileName, ContainerRuntime.RemoveArguments(port)) : null;

    private static async Task<RedisBinary?> FindOnPathAsync(RedisLocateOptions options, List<string> reasons, CancellationToken ct)
    {
        var candidates = ServerNames
            .Select(name => Tool.Find(options.SearchPath, name)).OfType<string>().ToList();
        foreach (var fileName in candidates)
        {
            var (version, reason) = await ServerProbe.AskAsync(fileName, null, ct);
            if (version is not null)
            {
                return new RedisBinary { FileName = fileName, Version = version, Source = RedisSource.Path };
            }

            reasons.Add(reason);
        }

        if (candidates.Count == 0)
        {
            reasons.Add("neither redis-server nor valkey-server is on PATH");
        }

        return null;
    }
}
