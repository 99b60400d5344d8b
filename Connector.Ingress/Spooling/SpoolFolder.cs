using System.Text.RegularExpressions;
using Connector.Jobs.Disk;

namespace Connector.Ingress.Spooling;

/// <summary>The directory of the spool, and how files in it are called.</summary>
/// <param name="directory">Exists.</param>
/// <param name="profile">Whose events these are, see <c>Jobs:Profile</c>: another profile's go into another Redis and are left alone.</param>
internal sealed partial class SpoolFolder(string directory, string profile)
{
    /// <summary>A directory that is this profile's; made where it is missing, for us alone: events hold names of people.</summary>
    /// <exception cref="IOException">It cannot be made or written to, it has no locks, or it is another profile's.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made or written to.</exception>
    public static SpoolFolder Open(string directory, string profile)
    {
        var path = PrivateFiles.MakeDirectory(directory);
        if (!LocksHold(path))
        {
            throw new IOException("it is on a file system without locks, or locks are switched off: use a local disk");
        }

        return SpoolOwner.Claim(path, profile) is { } other ? throw new IOException($"it belongs to the profile '{other}'") : new SpoolFolder(path, profile);
    }

    public string NewFile() => Path.Combine(directory, $"spool-{profile}-{Guid.CreateVersion7():N}.db");

    /// <summary>All files of this profile, oldest first.</summary>
    public IEnumerable<string> Files() => Ours("db").Order(StringComparer.Ordinal);

    /// <summary>Removes locks that a killed process left when it had just deleted what they locked.</summary>
    public void Tidy()
    {
        foreach (var path in Ours("lock").Where(path => !File.Exists(Path.ChangeExtension(path, "db"))))
        {
            FileLock.TryTake(path)?.Dispose();
        }
    }

    // Some file systems grant every lock to everybody.
    private static bool LocksHold(string directory)
    {
        var path = Path.Combine(directory, $"probe-{Guid.NewGuid():N}.lock");
        using var held = FileLock.TryTake(path) ?? throw new IOException("a new file is locked already");
        using var again = FileLock.TryTake(path);
        return again is null;
    }

    private IEnumerable<string> Ours(string extension) => Directory.EnumerateFiles(directory, $"spool-{profile}-*.{extension}")
        .Where(path => Name().Match(Path.GetFileNameWithoutExtension(path)) is { Success: true } name && name.Groups["profile"].Value == profile);

    [GeneratedRegex("^spool-(?<profile>.+)-[0-9a-f]{32}$")]
    private static partial Regex Name();
}
