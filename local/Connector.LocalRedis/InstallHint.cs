namespace Connector.LocalRedis;

/// <summary>What to type to get a Redis server on this distribution.</summary>
internal static class InstallHint
{
    /// <summary>Half a sentence with the install command of the system that os-release(5) names.</summary>
    public static string For(string osReleaseFile)
    {
        var command = OsRelease.Read(osReleaseFile).Families.Select(CommandOf).FirstOrDefault(command => command is not null);
        return command is null
            ? $"install Redis {RedisBinary.MinimumVersion} or newer with this system's package manager"
            : $"install one with `{command}`";
    }

    // Fedora and Arch replaced Redis by its fork Valkey.
    private static string? CommandOf(string family) => family switch
    {
        "debian" or "ubuntu" => "sudo apt-get install redis-server",
        "fedora" => "sudo dnf install valkey",
        "rhel" or "centos" => "sudo dnf install redis",
        "alpine" => "sudo apk add redis",
        "arch" => "sudo pacman -S valkey",
        "suse" or "opensuse" => "sudo zypper install redis",
        _ => null,
    };
}
