namespace Connector.LocalRedis;

/// <summary>What <see cref="RedisBinary.LocateAsync"/> may use. The defaults describe the machine it runs on.</summary>
internal sealed record RedisLocateOptions
{
    /// <summary>False forbids every download (<c>--NoFetch true</c>): what is already here is used.</summary>
    public bool AllowFetch { get; init; } = true;

    /// <summary>Directories, separated by colons, in which programs are looked for.</summary>
    public string SearchPath { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "";

    /// <summary>Where fetched servers are kept: <c>$XDG_CACHE_HOME/connector</c>, else <c>~/.cache/connector</c>.</summary>
    public string CacheDirectory { get; init; } = DefaultCacheDirectory();

    /// <summary>Names the distribution (os-release(5)).</summary>
    public string OsReleaseFile { get; init; } = "/etc/os-release";

    /// <summary>What dpkg knows to be installed. Only read.</summary>
    public string DpkgStatusFile { get; init; } = "/var/lib/dpkg/status";

    private static string DefaultCacheDirectory()
    {
        // The XDG base directory specification tells programs to ignore relative paths.
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var root = Path.IsPathRooted(xdg)
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "connector");
    }
}
