using System.Text.Json;

namespace Connector.Jobs.Epochs;

/// <summary>
/// Where a service remembers which data it saw last: in memory, and in a file where it has a durable directory, so that it also notices what
/// got lost while it was stopped. Processes of the same kind may share the directory: whatever one of them wrote is true.
/// </summary>
public sealed class EpochMemory
{
    private const UnixFileMode OnlyOurs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string? _path;
    private readonly Lock _gate = new();
    private EpochMark? _mark;

    /// <summary>Remembers in memory alone.</summary>
    public EpochMemory()
    {
    }

    /// <summary>Remembers in a file too.</summary>
    /// <param name="directory">A directory that outlives the process, made if it is missing; null or blank for none.</param>
    /// <param name="profile">Whose data it is, see <see cref="JobsOptions.Profile"/>.</param>
    public EpochMemory(string? directory, string profile) =>
        _path = string.IsNullOrWhiteSpace(directory) ? null : Path.Combine(Path.GetFullPath(directory), $"epoch-{profile}.json");

    /// <summary>Whether it outlives the process.</summary>
    public bool IsDurable => _path is not null;

    /// <summary>What was seen last.</summary>
    internal EpochMark Mark
    {
        get
        {
            lock (_gate)
            {
                return _mark ??= Read() ?? EpochMark.Nothing();
            }
        }
    }

    /// <summary>What a look saw. What was accepted while its answer was on the way it cannot know.</summary>
    internal void Remember(EpochMark mark)
    {
        lock (_gate)
        {
            _mark = _mark?.Epoch == mark.Epoch ? mark with { Accepted = Math.Max(mark.Accepted, _mark.Accepted), At = Math.Max(mark.At, _mark.At) } : mark;
        }
    }

    /// <summary>
    /// How many jobs had been accepted after one of this process' own, so that the next look also notices the loss of what came after the one before.
    /// Answers may come in any order, and those of data that has been replaced since count no more.
    /// </summary>
    internal void Accepted(string epoch, long accepted, long at)
    {
        lock (_gate)
        {
            if (_mark?.Epoch == epoch && accepted > _mark.Accepted)
            {
                _mark = _mark with { Accepted = accepted, At = Math.Max(at, _mark.At) };
            }
        }
    }

    /// <summary>Writes what is remembered into the file, whole or not at all.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    internal void Save()
    {
        if (_path is null)
        {
            return;
        }

        var directory = Path.GetDirectoryName(_path)!;
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(directory) : Directory.CreateDirectory(directory, OnlyOurs);
        var draft = $"{_path}.{Guid.NewGuid():N}.new";
        using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, Mark, JobsJson.Default.EpochMark);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, _path, overwrite: true);
    }

    // What cannot be read is as good as nothing remembered: the next look writes it anew.
    private EpochMark? Read()
    {
        try
        {
            return _path is not null && File.Exists(_path)
                && JsonSerializer.Deserialize(File.ReadAllText(_path), JobsJson.Default.EpochMark) is { Watcher: not null, Epoch: not null } mark
                ? mark
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
