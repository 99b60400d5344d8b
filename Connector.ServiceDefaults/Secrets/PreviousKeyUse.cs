using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Secrets;

/// <summary>
/// Tells whether anybody still uses a key that is being replaced, so that whoever replaces it knows when the one before may go: a line in the
/// log at the first use and once an hour while it goes on, and the metric <c>connector.previous_key.unused</c>, in seconds since the last use.
/// What was not used since the start has no value there.
/// </summary>
public sealed class PreviousKeyUse
{
    private static readonly TimeSpan ToldEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>One for a process.</summary>
    public PreviousKeyUse(IMeterFactory meters, TimeProvider time, ILogger<PreviousKeyUse> log)
    {
        (_time, _log) = (time, log);
        meters.Create("Connector.ServiceDefaults").CreateObservableGauge("connector.previous_key.unused", Observe, "s",
            "Time since the key before the present one was last used, by its setting.");
    }

    /// <summary>Notes that something was let in by a key before the present one.</summary>
    /// <param name="setting">The setting that the key stands in.</param>
    public void Note(string setting)
    {
        if (_uses.GetOrAdd(setting, _ => new Use()).Note(_time))
        {
            KeyLog.PreviousKeyUsed(_log, setting);
        }
    }

    private IEnumerable<Measurement<double>> Observe() => _uses.Select(use => new Measurement<double>(
        _time.GetElapsedTime(use.Value.Last).TotalSeconds, new KeyValuePair<string, object?>("setting", use.Key)));

    private sealed class Use
    {
        private readonly Lock _gate = new();
        private long? _told;
        private long _last;

        public long Last => Interlocked.Read(ref _last);

        /// <returns>Whether a line is due.</returns>
        public bool Note(TimeProvider time)
        {
            lock (_gate)
            {
                Interlocked.Exchange(ref _last, time.GetTimestamp());
                if (_told is { } told && time.GetElapsedTime(told) < ToldEvery)
                {
                    return false;
                }

                _told = _last;
                return true;
            }
        }
    }
}
