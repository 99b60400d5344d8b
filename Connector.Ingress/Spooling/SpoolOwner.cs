using System.Text.RegularExpressions;
using Connector.Jobs.Disk;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Whose the directory of a spool is: the profile that its file <c>profile</c> names, which the first ingress there writes. So a post can be answered
/// before Redis has said whose data it holds: what lies here goes to one profile's Redis and no other's.
/// </summary>
/// <remarks>
/// A directory of an older version has no such file. The names of its spools and of what was remembered of Redis tell: where they are of other
/// profiles alone it is theirs, and otherwise, those of ours among them, it is ours.
/// </remarks>
internal static partial class SpoolOwner
{
    private const string File = "profile";

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    /// <summary>Makes the directory this profile's, if it is nobody's.</summary>
    /// <returns>The profile it belongs to instead; null if it is this one's.</returns>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static string? Claim(string directory, string profile)
    {
        var path = Path.Combine(directory, File);
        if (!System.IO.File.Exists(path))
        {
            var traces = Directory.EnumerateFiles(directory)
                .Select(file => Trace().Match(Path.GetFileName(file)))
                .Where(trace => trace.Success)
                .Select(trace => trace.Groups["profile"].Value)
                .ToHashSet(StringComparer.Ordinal);
            if (traces.Count > 0 && !traces.Contains(profile))
            {
                return traces.Order(StringComparer.Ordinal).First();
            }

            Write(path, profile);
        }

        var owner = System.IO.File.ReadAllText(path).Trim();
        return owner == profile ? null : owner;
    }

    // On disk before it has its name. Several processes may be the first, and a file is not moved to a free name in one step: so one at a time.
    private static void Write(string path, string profile)
    {
        FileLock? turn = null;
        if (!SpinWait.SpinUntil(() => (turn = FileLock.TryTake($"{path}.lock")) is not null, LongestTurn))
        {
            throw new IOException("another process has been claiming it for too long");
        }

        using (turn)
        {
            if (System.IO.File.Exists(path))
            {
                return;
            }

            var draft = $"{path}.new";
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                using var text = new StreamWriter(file, leaveOpen: true);
                text.WriteLine(profile);
                text.Flush();
                file.Flush(flushToDisk: true);
            }

            System.IO.File.Move(draft, path);
        }
    }

    [GeneratedRegex(@"^(?:spool-(?<profile>.+)-[0-9a-f]{32}\.(?:db|corrupt)|epoch-(?<profile>.+)\.json)$")]
    private static partial Regex Trace();
}
