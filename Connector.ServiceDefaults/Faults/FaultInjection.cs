using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Faults;

/// <summary>Listens to the steps where settings name faults, and brings them about. Begins before every other part of the service.</summary>
internal sealed class FaultInjection(IOptions<FaultOptions> options, ILogger<FaultInjection> log)
    : IHostedService, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ILookup<string, FaultPoint> _points =
        options.Value.Points.Select(FaultPoint.TryParse).OfType<FaultPoint>().ToLookup(point => point.Step, StringComparer.Ordinal);

    private readonly Lock _counting = new();
    private readonly Dictionary<string, int> _hits = new(StringComparer.Ordinal);
    private readonly Random _chance = new(options.Value.Seed);
    private readonly List<IDisposable> _subscriptions = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_points.Count > 0)
        {
            FaultLog.Armed(log, string.Join("; ", options.Value.Points));
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener listener)
    {
        if (listener.Name == Steps.Source)
        {
            _subscriptions.Add(listener.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> step)
    {
        foreach (var point in Due(step.Key))
        {
            BringAbout(point);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private List<FaultPoint> Due(string step)
    {
        if (!_points.Contains(step))
        {
            return [];
        }

        lock (_counting)
        {
            var hit = _hits[step] = _hits.GetValueOrDefault(step) + 1;
            return [.. _points[step].Where(point => (point.OnHit ?? hit) == hit && _chance.NextDouble() < point.Chance)];
        }
    }

    private static void BringAbout(FaultPoint point)
    {
        switch (point.Effect)
        {
            case FaultEffect.Crash:
                using (var self = Process.GetCurrentProcess())
                {
                    self.Kill();
                }

                Thread.Sleep(Timeout.InfiniteTimeSpan);
                break;
            case FaultEffect.Stop:
                Freeze();
                break;
            case FaultEffect.Delay:
                // It blocks on purpose: a step may lie in the middle of what is synchronous.
                Thread.Sleep(point.For);
                break;
            case FaultEffect.Throw:
                throw new InjectedFaultException(point.Step);
            default:
                throw new InvalidOperationException($"Unknown effect {point.Effect}.");
        }
    }

    // The framework knows no SIGSTOP; every shell does.
    private static void Freeze()
    {
        string[] command = ["-c", "kill -STOP \"$1\"", "freeze", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", command)) ?? throw new InvalidOperationException("There is no shell.");
        shell.WaitForExit();
    }
}
