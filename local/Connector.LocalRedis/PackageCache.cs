using System.Runtime.InteropServices;

namespace Connector.LocalRedis;

/// <summary>
/// The private cache of fetched servers: <c>redis-&lt;version&gt;-&lt;distribution&gt;-&lt;architecture&gt;/</c> holds unpacked packages. An
/// entry appears by one rename, so that it is whole or absent; <c>.lock</c> lets processes that start together fetch once. A home
/// directory may be shared between distributions, hence the names; an entry that no longer runs here is rebuilt.
/// </summary>
internal sealed class PackageCache
{
    private const string Building = ".building-";
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(200);
    private readonly RedisLocateOptions _options;
    private readonly string _suffix;

    private PackageCache(RedisLocateOptions options)
    {
        _options = options;
        var system = OsRelease.Read(options.OsReleaseFile);
        var architecture = RuntimeInformation.OSArchitecture.ToString().ToUpperInvariant();
        _suffix = $"-{system.Id}{system.VersionId}-{architecture}";
    }

    public static async Task<RedisBinary?> FindAsync(
        RedisLocateOptions options, Action<string> announce, List<string> reasons, CancellationToken ct)
    {
        var cache = new PackageCache(options);
        if (await cache.ReadAsync(ct) is { } ready)
        {
            return ready;
        }

        if (!options.AllowFetch)
        {
            reasons.Add("--NoFetch forbids downloading packages");
            return null;
        }

        if (AptPackages.Create(options) is not { } apt)
        {
            reasons.Add("this system has no apt to fetch packages with");
            return null;
        }

        try
        {
            Directory.CreateDirectory(options.CacheDirectory);
            await using var taken = await cache.LockAsync(announce, ct);
            return await cache.ReadAsync(ct) ?? await cache.BuildAsync(apt, announce, reasons, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reasons.Add($"the cache {options.CacheDirectory} cannot be written ({e.Message})");
            return null;
        }
    }

    private IEnumerable<string> Entries() => Directory.Exists(_options.CacheDirectory)
        ? Directory.EnumerateDirectories(_options.CacheDirectory, "redis-*" + _suffix).OrderDescending(StringComparer.Ordinal)
        : [];

    private async Task<RedisBinary?> ReadAsync(CancellationToken ct)
    {
        foreach (var entry in Entries())
        {
            if ((await ProbeAsync(entry, ct)).Binary is { } binary)
            {
                return binary;
            }
        }

        return null;
    }

    private async Task<RedisBinary?> BuildAsync(AptPackages apt, Action<string> announce, List<string> reasons, CancellationToken ct)
    {
        foreach (var broken in Entries())
        {
            announce($"The cached Redis server in {broken} does not run: fetching it again.");
            Directory.Delete(broken, recursive: true);
        }

        foreach (var abandoned in Directory.EnumerateDirectories(_options.CacheDirectory, Building + "*"))
        {
            Directory.Delete(abandoned, recursive: true);
        }

        announce("No Redis server here: downloading this distribution's redis-server packages (a few MB; nothing is installed, no root needed) "
            + $"to {_options.CacheDirectory}.");
        var building = Path.Combine(_options.CacheDirectory, Building + Path.GetRandomFileName());
        try
        {
            var root = Path.Combine(building, "root");
            if (await apt.UnpackAsync(building, root, ct) is { } failure)
            {
                reasons.Add(failure);
                return null;
            }

            var (built, reason) = await ProbeAsync(root, ct);
            if (built is null)
            {
                reasons.Add(reason);
                return null;
            }

            var entry = Path.Combine(_options.CacheDirectory, $"redis-{built.Version}{_suffix}");
            Directory.Move(root, entry);
            return (await ProbeAsync(entry, ct)).Binary;
        }
        finally
        {
            if (Directory.Exists(building))
            {
                Directory.Delete(building, recursive: true);
            }
        }
    }

    private static async Task<(RedisBinary? Binary, string Reason)> ProbeAsync(string root, CancellationToken ct)
    {
        var fileName = Path.Combine(root, "usr", "bin", "redis-server");
        var libraries = Directory.EnumerateFiles(root, "*.so*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Distinct();
        var environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = string.Join(':', libraries) };
        var (version, reason) = await ServerProbe.AskAsync(fileName, environment, ct);
        return version is null
            ? (null, reason)
            : (new RedisBinary { FileName = fileName, Version = version, Source = RedisSource.Packages, Environment = environment }, "");
    }

    /// <summary>Waits for the lock of all processes of this user; the operating system gives it back when its holder dies.</summary>
    private async Task<FileStream> LockAsync(Action<string> announce, CancellationToken ct)
    {
        var file = Path.Combine(_options.CacheDirectory, ".lock");
        for (var announced = false; ; announced = true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                if (!announced)
                {
                    announce("Waiting for another process that is fetching Redis.");
                }

                await Task.Delay(LockPause, ct);
            }
        }
    }
}
