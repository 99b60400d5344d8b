using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Connector.AppHost.Running;

/// <summary>A terminal that is closed ends the run in good order; by itself the runtime would just die and leave that to the orchestrator.</summary>
internal sealed class ClosedTerminal(IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _hangUp;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _hangUp?.Dispose();
}
