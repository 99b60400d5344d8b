using Connector.Jobs.Epochs;
using Connector.Jobs.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>
/// Opens the <see cref="RedisGate"/>: waits for Redis for as long as it takes, refuses an unsafe one, writes what must be there. The service has begun
/// to listen meanwhile; nothing of it gets to Redis before.
/// </summary>
internal sealed class StartupCheck(
    RedisConnections connections, RedisGate gate, UnsafeRedisPolicy policy, SafetyWatch safety, EpochWatch epochs, IOptions<JobsOptions> options, TimeProvider time,
    ILogger<StartupCheck> logger, ILogger<Layout> layoutLogger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly WaitingTold _waiting = new(connections, time, logger);
    private string? _refusal;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        connections.Require();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await connections.ConnectForCheckAsync();
        for (var pause = Pause; ;)
        {
            try
            {
                var found = await LookAsync(connection, stoppingToken);
                connections.ConnectAll();
                safety.Trust(found);
                gate.Open();
                _waiting.Over(refused: _refusal is not null);
                return;
            }
            catch (Exception away) when (RedisAbsence.Is(away))
            {
                pause = Pause;
                gate.Hold($"Redis has not answered yet ({away.GetType().Name}). Start it, or correct ConnectionStrings:redis.");
                _waiting.Tell(away);
            }
            catch (Exception refusal) when (refusal is not OperationCanceledException)
            {
                if (!policy.IsOutlived)
                {
                    gate.Refuse(refusal);
                    return;
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                TellRefusal(refusal);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    /// <exception cref="UnsafeRedisException">This Redis must not be used.</exception>
    private async Task<RedisSafety> LookAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        // A server that is still loading its file tells how it is set up, and knows nothing of what is in it.
        await PingAsync(connection.GetDatabase(), cancellationToken);
        var safety = await RedisSafety.AskAsync(connection.GetDatabase(), cancellationToken);
        safety.Require();
        if (HistoryShare.Contradiction(options.Value.EndedJobs, safety.MaxMemory > 0 ? safety.MaxMemory : options.Value.MemoryLimit) is { } contradiction)
        {
            throw new UnsafeRedisException(contradiction);
        }

        var shard = new Shard(connection, options.Value);
        var layout = new Layout(shard, layoutLogger);
        await layout.EnsureAsync(starting: true, cancellationToken);

        // Before any loop works on it: is it the data that this service left?
        await epochs.LookAsync(shard, layout, cancellationToken);
        epochs.Save();
        Tell(safety);
        return safety;
    }

    private static async Task PingAsync(IDatabase redis, CancellationToken cancellationToken)
    {
        try
        {
            await redis.PingAsync().WaitAsync(cancellationToken);
        }
        catch (Exception refused) when (RedisAbsence.IsRefusedLogin(refused))
        {
            throw new UnsafeRedisException("Redis refuses the password (or the user) that we log in with. Correct them in ConnectionStrings:redis.");
        }
    }

    private void Tell(RedisSafety safety)
    {
        if (safety.Fsync is null)
        {
            JobsLog.FsyncUnknown(logger);
        }
        else if (safety.Fsync != "always")
        {
            JobsLog.FsyncMayLose(logger, safety.Fsync, safety.Fsync == "everysec" ? "up to two seconds" : "up to half a minute");
        }
    }

    private void TellRefusal(Exception refusal)
    {
        // What is held is shown on the health page: no text of a library's.
        gate.Hold(refusal is UnsafeRedisException
            ? refusal.Message
            : $"Redis could not be checked ({refusal.GetType().Name}). The log of this service says what is wrong.");
        if (_refusal != refusal.Message)
        {
            _refusal = refusal.Message;
            JobsLog.RedisRefused(logger, refusal.Message);
        }
    }
}
