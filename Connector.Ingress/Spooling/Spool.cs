using Connector.Jobs;
using Connector.Jobs.Disk;
using Connector.Jobs.Intake;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Spooling;

/// <summary>
/// This process' part of the spool: the file it writes, and files adopted from processes that have ended. What lies in them and how they
/// live is told in <see cref="SpoolFile"/>'s file. Without a directory it is never open and takes nothing.
/// </summary>
internal sealed class Spool
{
    private readonly SpoolOptions _options;
    private readonly SpoolMetrics _metrics;
    private readonly ILogger<Spool> _logger;
    private readonly SpoolFolder? _folder;
    private readonly Orphans? _orphans;
    private readonly Lock _changing = new();
    private readonly List<SpoolFile> _adopted = [];
    private SpoolFile? _own;
    private volatile bool _refusing;

    public Spool(IOptions<SpoolOptions> options, IOptions<JobsOptions> jobs, SpoolMetrics metrics, ILogger<Spool> logger)
    {
        (_options, _metrics, _logger) = (options.Value, metrics, logger);
        _folder = _options.IsOn ? new SpoolFolder(PrivateFiles.MakeDirectory(_options.Directory), jobs.Value.Profile) : null;
        _orphans = _folder is null ? null : new Orphans(_folder, logger);
        metrics.Watch(() => Events, () => Bytes);
    }

    /// <summary>Whether events can rest here.</summary>
    public bool IsOpen => Volatile.Read(ref _own) is not null;

    /// <summary>Whether the last events could not be written.</summary>
    public bool IsRefusing => _refusing;

    /// <summary>How many events wait here for Redis.</summary>
    public long Events => Files.Sum(file => file.Events);

    /// <summary>The disk they take, in bytes.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>The files, those of other processes first: theirs are older.</summary>
    public IReadOnlyList<SpoolFile> Files
    {
        get
        {
            lock (_changing)
            {
                return _own is null ? [] : [.. _adopted, _own];
            }
        }
    }

    /// <summary>Those of other processes.</summary>
    public IReadOnlyList<SpoolFile> Adopted
    {
        get
        {
            lock (_changing)
            {
                return [.. _adopted];
            }
        }
    }

    /// <summary>Makes this process' file, if a directory is configured.</summary>
    public void Open()
    {
        if (_folder is null)
        {
            _logger.Absent();
            return;
        }

        lock (_changing)
        {
            _own = SpoolFile.Create(_folder.NewFile());
        }

        _logger.Ready(_options.Directory, _options.MaxBytes);
    }

    /// <summary>Writes events; they are on disk when this returns.</summary>
    /// <returns>How many, from the first on; the others are nowhere.</returns>
    public int Append(IReadOnlyList<IncomingEvent> events)
    {
        lock (_changing)
        {
            var written = _own is null ? 0 : Write(events);
            _metrics.Spooled(written);
            return written;
        }
    }

    /// <summary>Takes over what ended processes left.</summary>
    public void Adopt()
    {
        foreach (var file in _orphans?.Take() ?? [])
        {
            lock (_changing)
            {
                _adopted.Add(file);
            }
        }
    }

    /// <summary>Deals with a file that could not be read or written: damaged ones are set aside, others of ended processes left for later.</summary>
    public void Doubt(SpoolFile file, Exception exception)
    {
        lock (_changing)
        {
            var isOwn = file == _own;
            if (SpoolDamage.Is(exception))
            {
                _logger.SetAside(file.Name, file.SetAside(), exception);
                _adopted.Remove(file);
                if (isOwn)
                {
                    _own = SpoolFile.Create(_folder!.NewFile());
                }
            }
            else if (_adopted.Remove(file))
            {
                file.Dispose();
                _orphans!.TellNotAdopted(file.Name, exception);
            }
        }
    }

    /// <summary>Deletes an adopted file that is empty.</summary>
    public void Finish(SpoolFile file)
    {
        lock (_changing)
        {
            if (_adopted.Remove(file))
            {
                file.Leave();
            }
        }
    }

    /// <summary>Leaves every file; events in them wait for the next process.</summary>
    public void Close()
    {
        lock (_changing)
        {
            foreach (var file in Files)
            {
                file.Leave();
            }

            _adopted.Clear();
            _own = null;
        }
    }

    private int Write(IReadOnlyList<IncomingEvent> events)
    {
        try
        {
            var written = WriteOnce(events);
            if (written < events.Count && !_refusing)
            {
                _logger.Full(Events, Bytes);
            }
            else if (written == events.Count && _refusing)
            {
                _logger.Regained();
            }

            _refusing = written < events.Count;
            return written;
        }
        catch (Exception exception) when (SpoolDamage.IsDiskTrouble(exception))
        {
            if (!_refusing)
            {
                _logger.Failed(exception);
            }

            _refusing = true;
            return 0;
        }
    }

    private int WriteOnce(IReadOnlyList<IncomingEvent> events)
    {
        var room = _options.MaxBytes - _adopted.Sum(file => file.Bytes);
        try
        {
            return _own!.Append(events, room);
        }
        catch (Exception exception) when (SpoolDamage.Is(exception))
        {
            Doubt(_own!, exception);
            return _own!.Append(events, room);
        }
    }
}
