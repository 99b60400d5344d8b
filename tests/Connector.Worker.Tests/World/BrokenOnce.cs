using System.Diagnostics;
using Connector.ServiceDefaults.Faults;

namespace Connector.Worker.Tests.World;

/// <summary>
/// Fails one step, once, as a process that is killed there; of the workers that are started after it was made, and in the same test: steps are
/// announced to the whole process, in which other tests run beside.
/// </summary>
internal sealed class BrokenOnce : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly AsyncLocal<BrokenOnce?> OfThisTest = new();

    private readonly string _step;
    private readonly IDisposable _listeners;
    private IDisposable? _steps;
    private volatile bool _armed;
    private int _struck;

    public BrokenOnce(string step)
    {
        _step = step;
        OfThisTest.Value = this;
        _listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public bool Struck => Volatile.Read(ref _struck) > 0;

    /// <summary>The next time is the time.</summary>
    public void Arm() => _armed = true;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Steps.Source)
        {
            _steps = value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == _step && _armed && OfThisTest.Value == this && Interlocked.Exchange(ref _struck, 1) == 0)
        {
            throw new InjectedFaultException(_step);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _steps?.Dispose();
        _listeners.Dispose();
    }
}
