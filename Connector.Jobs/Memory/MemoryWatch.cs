using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Connector.Jobs.Memory;

/// <summary>Knows how full Redis is. One look every few seconds serves the whole process.</summary>
public sealed class MemoryWatch
{
    private static readonly Script Memory = new("memory");

    private readonly Shard _shard;
    private readonly ILogger<MemoryWatch> _logger;
    private readonly Lock _changing = new();
    private bool _reportedUnbounded;
    private string? _contradiction;

    /// <summary>Knows nothing yet, which counts as no pressure.</summary>
    public MemoryWatch(Shard shard, JobsMetrics metrics, ILogger<MemoryWatch> logger)
    {
        (_shard, _logger) = (shard, logger);
        metrics.Watch(this);
    }

    /// <summary>What was seen last.</summary>
    public MemoryUse Use { get; private set; }

    /// <summary>What follows from it.</summary>
    public MemoryPressure Pressure { get; private set; }

    /// <summary>Looks.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var info = (await _shard.RunAsync(Memory, cancellationToken)).ToString();
        var maximum = Value(info, "maxmemory");
        Use = new MemoryUse(
            // What clients and the append-only file's buffer take is not held against the limit by the server either.
            Value(info, "used_memory") - Value(info, "mem_not_counted_for_evict"),
            maximum > 0 ? maximum : _shard.Options.MemoryLimit);
        Become(Use.After(Pressure));
        TellContradiction();
        if (Use.Limit is null && !_reportedUnbounded)
        {
            _reportedUnbounded = true;
            JobsLog.MemoryUnbounded(_logger);
        }
    }

    // Whoever makes room looks between the looks of the watch.
    private void Become(MemoryPressure pressure)
    {
        MemoryPressure before;
        lock (_changing)
        {
            (before, Pressure) = (Pressure, pressure);
        }

        if (pressure == before)
        {
            return;
        }

        var percent = (int)Use.Percent;
        if (pressure > before && pressure == MemoryPressure.Spool)
        {
            JobsLog.MemorySpools(_logger, percent);
        }
        else if (pressure > before && pressure == MemoryPressure.Alarm)
        {
            JobsLog.MemoryAlarm(_logger, percent);
        }
        else if (pressure > before)
        {
            JobsLog.MemoryRises(_logger, percent, pressure);
        }
        else
        {
            JobsLog.MemoryFalls(_logger, percent, pressure);
        }
    }

    // At the start it is refused; a limit that is lowered while the service runs is no reason to stop.
    private void TellContradiction()
    {
        var contradiction = HistoryShare.Contradiction(_shard.Options.EndedJobs, Use.Limit);
        if (contradiction is not null && contradiction != _contradiction)
        {
            JobsLog.MemoryContradiction(_logger, contradiction);
        }

        _contradiction = contradiction;
    }

    private static long Value(string info, string name)
    {
        foreach (var line in info.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ':'
                && long.TryParse(line[(name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        return 0;
    }
}
