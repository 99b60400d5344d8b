using Connector.Jobs.Epochs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>
/// Before anything of the service starts: waits for Redis, refuses an unsafe one, writes what must be there. A service that
/// does not start is seen; one that loses events is not.
/// </summary>
internal sealed class StartupCheck(
    RedisConnections connections, EpochWatch epochs, IOptions<JobsOptions> options, TimeProvider time, ILogger<StartupCheck> logger,
    ILogger<Layout> layoutLogger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.ConnectForCheckAsync();
        await WaitForRedisAsync(connection.GetDatabase(), cancellationToken);
        var safety = await RedisSafety.AskAsync(connection.GetDatabase(), cancellationToken);
        safety.Require();
        if (safety.Fsync is null)
        {
            JobsLog.FsyncUnknown(logger);
        }
        else if (safety.Fsync != "always")
        {
            JobsLog.FsyncMayLose(logger, safety.Fsync, safety.Fsync == "everysec" ? "up to two seconds" : "up to half a minute");
        }

        await new Layout(new Shard(connection, options.Value), layoutLogger).EnsureAsync(starting: true, cancellationToken);

        // Before any loop works on it: is it the data that this service left?
        await epochs.LookAsync(cancellationToken);
        epochs.Save();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitForRedisAsync(IDatabase redis, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var told = false; ; told = true)
        {
            try
            {
                await redis.PingAsync().WaitAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (IsAway(e) && time.GetElapsedTime(began) < LongestWait)
            {
                if (!told)
                {
                    JobsLog.WaitingForRedis(logger, LongestWait.TotalSeconds, e.GetType().Name);
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // A server that is still loading its file answers with LOADING.
    private static bool IsAway(Exception e) =>
        e is RedisConnectionException or RedisTimeoutException
        || (e is RedisServerException && e.Message.StartsWith("LOADING", StringComparison.Ordinal));
}
