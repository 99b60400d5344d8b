using Connector.Jobs;
using Connector.Jobs.Intake;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Spooling;

/// <summary>
/// This process' part of the spool: the file it writes, and files adopted from processes that have ended. What lies in them and how they
/// live is explained in <see cref="SpoolFile"/>'s file. Without a directory it is never open and takes nothing.
/// </summary>
internal sealed class Spool
{
    private readonly SpoolOptions _options;
    private readonly string _profile;
    private readonly SpoolMetrics _metrics;
    private readonly ILogger<Spool> _logger;
    private readonly Lock _changing = new();
    private readonly List<SpoolFile> _adopted = [];
    private SpoolFolder? _folder;
    private Orphans? _orphans;
    private SpoolFile? _own;
    private volatile bool _refusing;

    public Spool(IOptions<SpoolOptions> options, IOptions<JobsOptions> jobs, SpoolMetrics metrics, ILogger<Spool> logger)
    {
        (_options, _profile, _metrics, _logger) = (options.Value, jobs.Value.Profile, metrics, logger);
        metrics.Watch(() => Events, () => Bytes);
    }

    /// <summary>Why it is not open although a directory is configured; null otherwise.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether events can rest here.</summary>
    public bool IsOpen => Volatile.Read(ref _own) is not null;

    /// <summary>Whether the last events could not be written. Once it is empty, the next ones may find room.</summary>
    public bool IsRefusing => _refusing && (!IsOpen || Files.Any(file => file.Events > 0 || file.IsToForget));

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

    /// <summary>Makes this process' file, if a directory is configured. Where that cannot be, the log says so once, and it is to be tried again.</summary>
    /// <returns>Whether it is open.</returns>
    public bool TryOpen()
    {
        if (!_options.IsOn)
        {
            _logger.Absent();
            return false;
        }

        lock (_changing)
        {
            return _own is not null || TryMake();
        }
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
                _adopted.Remove(file);
                SetAside(file, exception);
                if (isOwn)
                {
                    _own = null;
                    TryMake();
                }
            }
            else if (_adopted.Remove(file))
            {
                _orphans!.Leave(file);
                file.Dispose();
                _orphans.TellNotAdopted(file.Name, exception);
            }
        }
    }

    /// <summary>Begins another file in the place of one whose events Redis has and that cannot be emptied: a full disk lets a whole file go.</summary>
    public void Renew(SpoolFile file)
    {
        lock (_changing)
        {
            if (file == _own && file.Events == 0)
            {
                _own = null;
                Leave(file);
                TryMake();
            }
        }
    }

    /// <summary>Deletes an adopted file whose events Redis has.</summary>
    public void Finish(SpoolFile file)
    {
        lock (_changing)
        {
            if (_adopted.Remove(file))
            {
                Leave(file);
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
                Leave(file);
            }

            _adopted.Clear();
            _own = null;
        }
    }

    private bool TryMake()
    {
        try
        {
            _folder ??= SpoolFolder.Open(_options.Directory, _profile);
            _orphans ??= new Orphans(_folder, _logger);
            _own = SpoolFile.Create(_folder.NewFile());
        }
        catch (Exception unusable) when (SpoolDamage.IsDiskTrouble(unusable))
        {
            if (Trouble is null)
            {
                _logger.Unusable(_options.Directory, unusable);
            }

            Trouble = $"The spool in Ingress:Spool:Directory cannot be used ({unusable.Message.TrimEnd('.')}).";
            return false;
        }

        Trouble = null;
        _logger.Ready(_options.Directory, _options.MaxBytes);
        return true;
    }

    private void SetAside(SpoolFile file, Exception damage)
    {
        try
        {
            _logger.SetAside(file.Name, file.SetAside(), damage);
        }
        catch (Exception unmoved) when (SpoolDamage.IsDiskTrouble(unmoved))
        {
            _orphans!.TellNotAdopted(file.Name, damage);
        }
    }

    private void Leave(SpoolFile file)
    {
        try
        {
            _orphans!.Leave(file);
            file.Leave();
        }
        catch (Exception unmoved) when (SpoolDamage.IsDiskTrouble(unmoved))
        {
            _logger.NotDeleted(file.Name, unmoved);
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
            return _own is { } another ? another.Append(events, room) : throw new IOException(Trouble, exception);
        }
    }
}
