namespace Connector.LocalRedis;

/// <summary>
/// Debian's and Ubuntu's packages without root: apt works on lists and caches of its own in a given directory, with the system's
/// sources and keys, so signatures are checked and the system's package state is only read. Packages are unpacked, never installed.
/// </summary>
internal sealed class AptPackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _aptGet;
    private readonly string _aptCache;
    private readonly string _dpkg;
    private readonly string _statusFile;

    private AptPackages(string aptGet, string aptCache, string dpkg, string statusFile) =>
        (_aptGet, _aptCache, _dpkg, _statusFile) = (aptGet, aptCache, dpkg, statusFile);

    /// <summary>Null where the system has no apt.</summary>
    public static AptPackages? Create(RedisLocateOptions options) =>
        Tool.Find(options.SearchPath, "apt-get") is { } aptGet
        && Tool.Find(options.SearchPath, "apt-cache") is { } aptCache
        && Tool.Find(options.SearchPath, "dpkg") is { } dpkg
        && File.Exists(options.DpkgStatusFile)
            ? new AptPackages(aptGet, aptCache, dpkg, options.DpkgStatusFile)
            : null;

    /// <summary>Downloads the server and the libraries this system lacks, and unpacks them.</summary>
    /// <param name="work">Directory for lists and archives; created.</param>
    /// <param name="root">Directory to unpack into; created.</param>
    /// <param name="ct">Ends the download.</param>
    /// <returns>Null, or what went wrong.</returns>
    public async Task<string?> UnpackAsync(string work, string root, CancellationToken ct)
    {
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(Path.Combine(work, "state", "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(work, "cache", "archives", "partial"));
        var configuration = Path.Combine(work, "apt.conf");
        await File.WriteAllTextAsync(configuration, Configuration(work), ct);
        Task<ToolResult> Apt(string program, params IEnumerable<string> arguments) =>
            Tool.RunAsync(program, ["--config-file", configuration, .. arguments], Patience, ct, workingDirectory: work);

        // Its exit code tells little: one unreachable third-party source is an error, no network at all may not be.
        var update = await Apt(_aptGet, "--quiet", "update");
        var (packages, unknown) = await ResolveAsync(arguments => Apt(_aptCache, arguments), ct);
        if (unknown is not null)
        {
            return update.ExitCode == 0 && update.Error.Length == 0 ? unknown : $"apt-get update failed ({update.Complaint})";
        }

        var download = await Apt(_aptGet, ["--quiet", "download", .. packages]);
        if (download.ExitCode != 0)
        {
            return $"apt-get download failed ({download.Complaint})";
        }

        foreach (var archive in Directory.EnumerateFiles(work, "*.deb"))
        {
            var unpack = await Tool.RunAsync(_dpkg, ["--extract", archive, root], Patience, ct);
            if (unpack.ExitCode != 0)
            {
                return $"dpkg could not unpack {Path.GetFileName(archive)} ({unpack.Complaint})";
            }
        }

        return null;
    }

    /// <summary>
    /// The server's own packages and, through them, every library that is not installed here. Installed ones are left out: they load
    /// as they are, and a second C library beside the system's loader would crash. Programs for maintainer scripts are not needed.
    /// </summary>
    private async Task<(IReadOnlyCollection<string> Packages, string? Failure)> ResolveAsync(
        Func<IEnumerable<string>, Task<ToolResult>> aptCache, CancellationToken ct)
    {
        var installed = await DpkgStatus.ReadInstalledAsync(_statusFile, ct);
        var wanted = new HashSet<string>();
        var next = new List<string> { "redis-server" };
        while (next.Count > 0)
        {
            wanted.UnionWith(next);
            var answer = await aptCache(["depends", "--important", .. next]);
            if (answer.ExitCode != 0)
            {
                return ([], $"apt knows no redis-server ({answer.Complaint})");
            }

            next = [.. AptDependencies.Parse(answer.Output)
                .Where(alternatives => !alternatives.Any(name => name.StartsWith("lib", StringComparison.Ordinal) && installed.Contains(name)))
                .Select(alternatives => alternatives[0])
                .Where(name => name.StartsWith("lib", StringComparison.Ordinal) || name.StartsWith("redis", StringComparison.Ordinal))
                .Where(name => !wanted.Contains(name)).Distinct()];
        }

        return (wanted, null);
    }

    private string Configuration(string work) => $"""
        // Hooks of the system's configuration would run as this user, on the system's caches.
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        Dir::State "{work}/state";
        Dir::State::status "{_statusFile}";
        Dir::Cache "{work}/cache";
        Dir::Cache::pkgcache "";
        Dir::Cache::srcpkgcache "";
        Debug::NoLocking "true";
        // Root's apt would give its rights up for a user who cannot enter a private cache.
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
        Acquire::Retries "1";
        Acquire::http::Timeout "15";
        Acquire::https::Timeout "15";

        """;
}
