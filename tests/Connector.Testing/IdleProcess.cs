using System.Diagnostics;

namespace Connector.Testing;

/// <summary>A process that does nothing, for tests in which one is to be there or to be killed.</summary>
public sealed class IdleProcess : IAsyncDisposable
{
    private readonly Process _process = Process.Start("sleep", "600");
    private readonly ParentWatch _watch;

    /// <summary>Starts it.</summary>
    public IdleProcess() => _watch = new ParentWatch(_process.Id, directory: "");

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends it at once, and waits until it is gone.</summary>
    public Task KillAsync() => Signals.KillAsync(_process);

    /// <summary>Ends it if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _watch.Dispose();
        _process.Dispose();
    }
}
