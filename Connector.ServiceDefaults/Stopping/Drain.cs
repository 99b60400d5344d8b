using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Stopping;

/// <summary>Lets a service that was asked to end serve a while longer, unready, before its server stops listening.</summary>
/// <remarks>
/// The host calls <see cref="StoppingAsync"/> before it stops anything. Only a signal needs this: whoever stops the host from within the process (a
/// test, a start that failed) has not set <see cref="IHostApplicationLifetime.ApplicationStopping"/> by then and is not made to wait.
/// </remarks>
internal sealed class Drain(IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested && options.Value.Drain > TimeSpan.Zero)
        {
            StopLog.Draining(logger, options.Value.Drain);
            await Task.Delay(options.Value.Drain, time, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
