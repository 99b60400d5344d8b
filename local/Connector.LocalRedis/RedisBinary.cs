using System.Diagnostics;
using System.Globalization;

namespace Connector.LocalRedis;

/// <summary>Where a Redis server was found.</summary>
internal enum RedisSource
{
    /// <summary>A server on PATH.</summary>
    Path,

    /// <summary>Distribution packages unpacked into the private cache.</summary>
    Packages,
}

/// <summary>A Redis server that can be started on this machine.</summary>
internal sealed class RedisBinary
{
    /// <summary>The oldest server the job scripts work on.</summary>
    public static readonly Version MinimumVersion = new(7, 0);

    private static readonly string[] ServerNames = ["redis-server", "valkey-server"];

    /// <summary>Absolute path of the server.</summary>
    public required string FileName { get; init; }

    /// <summary>The server's version, at least <see cref="MinimumVersion"/>.</summary>
    public required Version Version { get; init; }

    /// <summary>Where it was found.</summary>
    public required RedisSource Source { get; init; }

    /// <summary>Variables the program needs beside those it inherits.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Finds a server, best first: on PATH, in the private cache, by fetching distribution packages.</summary>
    /// <param name="options">What may be used.</param>
    /// <param name="announce">Takes one line for the console, before anything slow begins.</param>
    /// <param name="ct">Ends the search; a fetch leaves nothing half done behind.</param>
    /// <exception cref="RedisNotFoundException">There is none; the message says how to install one here.</exception>
    public static async Task<RedisBinary> LocateAsync(RedisLocateOptions options, Action<string> announce, CancellationToken ct)
    {
        var reasons = new List<string>();
        return await FindOnPathAsync(options, reasons, ct)
            ?? await PackageCache.FindAsync(options, announce, reasons, ct)
            ?? throw new RedisNotFoundException(
                $"No usable Redis server ({string.Join("; ", reasons)}): {InstallHint.For(options.OsReleaseFile)}, "
                + "or set ConnectionStrings__redis to a server of your own.");
    }

    /// <summary>The server on PATH, or null if there is none that can be used.</summary>
    public static Task<RedisBinary?> LocateOnPathAsync(RedisLocateOptions options, CancellationToken ct) => FindOnPathAsync(options, [], ct);

    /// <summary>How to start the server on a loopback port. The started process ends cleanly on SIGTERM.</summary>
    /// <param name="redisArguments">Arguments of <c>redis-server</c>, such as <c>--appendonly yes</c>; port, address and directory are added here.</param>
    /// <param name="dataDirectory">Absolute path of an existing directory for the append-only file.</param>
    /// <param name="port">TCP port on loopback.</param>
    public ProcessStartInfo CreateStartInfo(IEnumerable<string> redisArguments, string dataDirectory, int port)
    {
        var start = new ProcessStartInfo(FileName, [
            .. redisArguments, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "-::1", "--dir", dataDirectory]);
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

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
