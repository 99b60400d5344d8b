using System.Text.RegularExpressions;
using Connector.Jobs.Disk;

namespace Connector.Ingress.Spooling;

/// <summary>The directory of the spool, and how files in it are called.</summary>
/// <param name="directory">Exists.</param>
/// <param name="profile">Whose events these are, see <c>Jobs:Profile</c>: another profile's go into another Redis and are left alone.</param>
internal sealed partial class SpoolFolder(string directory, string profile)
{
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

    private IEnumerable<string> Ours(string extension) => Directory.EnumerateFiles(directory, $"spool-{profile}-*.{extension}")
        .Where(path => Name().Match(Path.GetFileNameWithoutExtension(path)) is { Success: true } name && name.Groups["profile"].Value == profile);

    [GeneratedRegex("^spool-(?<profile>.+)-[0-9a-f]{32}$")]
    private static partial Regex Name();
}
