using System.Diagnostics.Metrics;

namespace Connector.Ingress.Authenticity;

/// <summary>
/// Counts posts that prove nothing, by what they lack, and calls when there are many: then somebody guesses, or a webhook and we have
/// different secrets and its events are being lost. One line a minute at most, without addresses.
/// </summary>
internal sealed class FailureAlarm
{
    /// <summary>Failures within a minute that are worth a line.</summary>
    public const int Many = 20;

    private readonly Lock _gate = new();
    private readonly Counter<long> _unproven;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _since;
    private int _count;
    private int _signatures;

    public FailureAlarm(IMeterFactory meters, TimeProvider time, ILogger<FailureAlarm> logger)
    {
        _unproven = meters.Create(IngressMeter.Name).CreateCounter<long>(
            "connector.ingress.unproven", "{post}", "Posts that did not prove whose they are, by what was missing or wrong.");
        (_time, _logger) = (time, logger);
        _since = time.GetTimestamp();
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="tenant">Whose path it came to.</param>
    /// <param name="verdict">What it lacked.</param>
    public void Count(string tenant, Verdict verdict)
    {
        _unproven.Add(
            1,
            new("proof", verdict.By == PostProof.Token ? "token" : "signature"),
            new("fault", verdict.Evidence == Evidence.Missing ? "missing" : "wrong"));

        if (IsAlarming(verdict, out var signatures))
        {
            _logger.ManyFailures(Many, signatures, Many - signatures, tenant);
        }
    }

    private bool IsAlarming(Verdict verdict, out int signatures)
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_since) >= TimeSpan.FromMinutes(1))
            {
                (_since, _count, _signatures) = (_time.GetTimestamp(), 0, 0);
            }

            _count++;
            _signatures += verdict.By == PostProof.Signature ? 1 : 0;
            signatures = _signatures;
            return _count == Many;
        }
    }
}
