using Connector.Jobs.Epochs;
using Connector.Jobs.Memory;
using Connector.Jobs.Overview;
using Connector.Jobs.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>Looks after Redis every few seconds, and at once when it has been away: is it still safe, is all data there, and is there room.</summary>
internal sealed class RedisWatch(
    RedisGate gate, RedisConnections connections, SafetyWatch safety, EpochWatch epochs, MemoryWatch memory, OverviewWatch overview,
    IOptions<JobsOptions> options, TimeProvider time, ILogger<RedisWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(1);

    private readonly Signal _restored = new(time);
    private bool _reported;

    // While events are spooled for want of memory their drain waits for the look that finds room.
    private TimeSpan Pause => memory.Pressure >= MemoryPressure.Spool && options.Value.WatchEvery > Hurry ? Hurry : options.Value.WatchEvery;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        var all = connections.All();
        foreach (var connection in all)
        {
            connection.ConnectionFailed += OnConnectionFailed;
            connection.ConnectionRestored += OnConnectionRestored;
        }

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                await _restored.WaitAsync(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            foreach (var connection in all)
            {
                connection.ConnectionFailed -= OnConnectionFailed;
                connection.ConnectionRestored -= OnConnectionRestored;
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await safety.LookAsync(cancellationToken);
            await epochs.LookAsync(cancellationToken);
            epochs.Save();
            await memory.LookAsync(cancellationToken);
            await overview.LookAsync(cancellationToken);
            _reported = false;
        }
        catch (Exception trouble) when (trouble is RedisException or TimeoutException)
        {
            if (!_reported)
            {
                _reported = true;
                JobsLog.CannotLook(logger, trouble.GetType().Name);
            }
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e)
    {
        if (e.ConnectionType == ConnectionType.Interactive)
        {
            safety.Doubt();
        }
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs e) => _restored.Set();
}
