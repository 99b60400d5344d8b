using System.Globalization;
using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>
/// What a process leaves in its directory of journals each time before it says in Redis that it uses it: a file of its own, <c>{process}.worker</c>, with a
/// number that only grows. Redis keeps the last mark. Whoever shares the directory finds that mark there, or a later one of the same process; in a copy of
/// the directory it is missing, or what was copied is older. So two that say the same identity are told apart, whatever their hosts, containers and disks are
/// called.
/// </summary>
public sealed class JournalMark(string directory, TimeProvider time)
{
    private const string Extension = ".worker";

    /// <summary>Marks matter as long as a directory counts as used, which is minutes.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly string _process = $"{Guid.NewGuid():N}";
    private long _number;

    /// <summary>Where it is.</summary>
    public string Directory => directory;

    /// <summary>The newest mark of this directory that Redis is known to have had.</summary>
    internal string Known { get; set; } = "";

    /// <summary>Leaves the next mark; it is on the disk when this returns.</summary>
    /// <exception cref="JournalFailedException">It is not.</exception>
    internal string Leave()
    {
        var path = PathOf(_process);
        try
        {
            if (_number == 0)
            {
                Tidy();
            }

            var next = (_number + 1).ToString(CultureInfo.InvariantCulture);
            PrivateFiles.Replace(path, next);
            _number++;
            return $"{_process}.{next}";
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be told from a copy of it", path, failed);
        }
    }

    /// <summary>Whether a mark was left in this directory.</summary>
    /// <exception cref="JournalFailedException">It cannot be told.</exception>
    internal bool Holds(string mark)
    {
        var parts = mark.Split('.');
        if (!Guid.TryParseExact(parts[0], "N", out var process))
        {
            return false;
        }

        var path = PathOf($"{process:N}");
        try
        {
            return File.Exists(path) && long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) >= long.Parse(parts[1], CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return false;
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be read", path, failed);
        }
    }

    private string PathOf(string process) => Path.Combine(directory, process + Extension);

    private void Tidy()
    {
        var old = time.GetUtcNow().UtcDateTime - KeptFor;
        foreach (var path in System.IO.Directory.GetFiles(directory, $"*{Extension}").Where(path => File.GetLastWriteTimeUtc(path) < old))
        {
            File.Delete(path);
        }
    }
}
