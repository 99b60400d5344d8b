namespace Connector.Reliability.Tests.Running;

/// <summary>What systemd or an orchestrator does: starts again whatever has ended, and knows nothing of why.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watching;

    public Supervisor(IReadOnlyList<ServiceProcess> services) => _watching = WatchAsync(services, _ended.Token);

    public int Restarts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
    }

    private async Task WatchAsync(IReadOnlyList<ServiceProcess> services, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            foreach (var service in services.Where(service => service.HasEnded))
            {
                service.Launch();
                Restarts++;
            }

            await Task.Delay(Pause, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
