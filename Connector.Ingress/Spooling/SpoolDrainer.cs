using System.Diagnostics;
using Connector.Jobs;
using Connector.Jobs.Intake;
using Connector.ServiceDefaults.Faults;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Gives spooled events to Redis, oldest first, as soon as it takes them, by the same step as posts. One batch is under way at a time,
/// and after each it leaves the server alone for as long as the batch took: posts go straight to Redis and do not queue behind this.
/// </summary>
/// <remarks>Started before, and stopped after, whatever writes to the spool: it opens and closes the files.</remarks>
internal sealed class SpoolDrainer(
    Spool spool, SpoolReport report, EventIntake intake, Detour detour, SpoolMetrics metrics,
    IOptions<SpoolOptions> options, TimeProvider time, ILogger<SpoolDrainer> logger) : BackgroundService
{
    private const long MostBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(15);

    /// <summary>No less than the connection's own: a Redis too slow for a post is fast enough for what has been answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HashSet<string> _unforgotten = new(StringComparer.Ordinal);
    private long? _adopted;
    private TimeSpan _backOff = Pause;
    private bool _failing;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        spool.TryOpen();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        spool.Close();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not in StartAsync, which the host waits for: there may be much to look through.
        await Task.Yield();
        while (options.Value.IsOn && !stoppingToken.IsCancellationRequested)
        {
            if (!spool.TryOpen())
            {
                await Task.Delay(BetweenTries, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            var file = spool.Files.FirstOrDefault(file => file.Events > 0);
            try
            {
                AdoptNowAndThen();
                spool.Files.Where(one => one.IsToForget).ToList().ForEach(Forget);
                await EndEmptyAsync(stoppingToken);
                var isHeldBack = file is not null && detour.IsOrdered;
                var pause = file is null || isHeldBack ? Pause : await DrainAsync(file, stoppingToken);
                await report.TellAsync(stoppingToken);
                if (!isHeldBack)
                {
                    (_backOff, _failing) = (Pause, false);
                }

                await Task.Delay(pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Whatever it was, the loop has to live: events that were answered with 200 wait for it.
                Note(exception, file);
                await TellIfRefusedAsync(exception, stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
    }

    private void AdoptNowAndThen()
    {
        if (_adopted is null || time.GetElapsedTime(_adopted.Value) >= BetweenTries)
        {
            _adopted = time.GetTimestamp();
            spool.Adopt();
        }
    }

    /// <returns>How long the server is to be left alone.</returns>
    private async Task<TimeSpan> DrainAsync(SpoolFile file, CancellationToken cancellationToken)
    {
        var batch = file.Read(options.Value.DrainBatch, MostBytes);
        if (batch.Count == 0)
        {
            throw new SpoolDamagedException("it says that there are events, and there are none");
        }

        var (acceptable, others) = (batch.Where(one => TenantName.IsValid(one.Event.Tenant)).ToList(), batch.Where(one => !TenantName.IsValid(one.Event.Tenant)));
        Steps.Announce(Steps.BeforeDrain);
        var began = Stopwatch.GetTimestamp();
        await AcceptAsync(acceptable, cancellationToken);
        Steps.Announce(Steps.AfterDrain);
        var took = Stopwatch.GetElapsedTime(began);
        if (took < Detour.Patience)
        {
            detour.Answered();
        }

        foreach (var other in others)
        {
            logger.Rejected(file.Name, other.Event.JobId, file.Reject(other.Event));
        }

        file.Done(batch[^1].Position);
        Forget(file);
        metrics.Drained(batch.Count);
        if (file.Events == 0)
        {
            logger.Drained(file.Name);
            await EndEmptyAsync(cancellationToken);
        }

        return took;
    }

    /// <summary>
    /// An ended process may have reported events in its file. So that there are none is reported before the file goes, and not after: whoever is
    /// killed in between leaves a file that the next process finds, and nothing that nobody can take back.
    /// </summary>
    private async Task EndEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var file in spool.Adopted.Where(file => file.Events == 0))
        {
            await report.EndAsync(file, cancellationToken);
            spool.Finish(file);
        }
    }

    private async Task AcceptAsync(List<SpooledEvent> batch, CancellationToken cancellationToken)
    {
        if (batch.Count > 0)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await intake.AcceptAsync([.. batch.Select(spooled => spooled.Event)], limit.Token);
        }
    }

    // A disk too full to delete from is no reason to give Redis the same again, or to stop.
    private void Forget(SpoolFile file)
    {
        try
        {
            file.Forget();
            _unforgotten.Remove(file.Name);
        }
        catch (Exception unforgotten) when (SpoolDamage.IsDiskTrouble(unforgotten) && !SpoolDamage.Is(unforgotten))
        {
            if (_unforgotten.Add(file.Name))
            {
                logger.NotForgotten(file.Name, unforgotten);
            }

            spool.Renew(file);
        }
    }

    private void Note(Exception exception, SpoolFile? file)
    {
        if (file is not null && SpoolDamage.IsDiskTrouble(exception))
        {
            spool.Doubt(file, exception);
        }

        if (!_failing)
        {
            _failing = true;
            logger.NotDrained(exception);
        }
    }

    // A Redis whose memory is full refuses events, and still takes the note of how many there are.
    private async Task TellIfRefusedAsync(Exception exception, CancellationToken stoppingToken)
    {
        if (exception is not RedisServerException)
        {
            return;
        }

        try
        {
            await report.TellAsync(stoppingToken);
        }
        catch (Exception untold) when (untold is RedisException or TimeoutException or OperationCanceledException)
        {
            logger.NotTold(untold.GetType().Name);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(_backOff, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _backOff = _backOff * 2 < LongestBackOff ? _backOff * 2 : LongestBackOff;
    }
}
