using Connector.Jobs.Queue;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Tells the job machine how a pass ended. Entities are not dragged down by each other: what succeeded is finished, each wait is
/// kept, and only the rest retries, is held, or is handed over.
/// </summary>
internal sealed class PassEnding(Jobs.Queue.Passes passes, Holds holds, IOptions<WorkerOptions> options, TimeProvider time, ILogger<PassEnding> log)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    /// <summary>Ends the pass, through an outage of Redis if need be.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="progress">How its entities stand.</param>
    /// <param name="giveUp">Cancelled when the lease is lost or a shutdown will not wait any longer.</param>
    public async Task EndAsync(Pass pass, PassProgress progress, CancellationToken giveUp)
    {
        // First what is about single jobs: a report is about all that an entity has left.
        foreach (var release in progress.Releases.Where(r => r.Jobs is not null))
        {
            await InsistAsync(ct => passes.ReleaseAsync(pass, release, ct), giveUp);
        }

        if (progress.Reports.Count > 0)
        {
            await InsistAsync(ct => passes.FinishAsync(pass, progress.Reports, ct), giveUp);
        }

        foreach (var release in progress.Releases.Where(r => r.Jobs is null))
        {
            await InsistAsync(ct => passes.ReleaseAsync(pass, release, ct), giveUp);
        }

        if (progress.Hold is { } hold)
        {
            await HoldAsync(pass, hold, progress.HasOpen, giveUp);
        }
        else if (progress.HasOpen && progress.Retry is { } retry)
        {
            // Jitter decides nothing that an attacker could use.
            var delay = RetrySchedule.Delay(pass.FailedAttempts, options.Value, Random.Shared.NextDouble());
            await InsistAsync(ct => passes.RetryAsync(pass, delay, retry.Error, progress.Retrying, ct), giveUp);
        }
        else if (progress.HasOpen)
        {
            await InsistAsync(ct => passes.ReleaseAsync(pass, new Release { Reason = ReleaseReason.HandedOver }, ct), giveUp);
            // Of a held tenant this was the probe, and it has found nothing out: whoever goes on need not wait for the next one's time.
            await InsistAsync(ct => holds.ProbeNowAsync(pass.Account.Tenant, ct), giveUp);
        }
    }

    private async Task HoldAsync(Pass pass, Failure hold, bool hasOpen, CancellationToken giveUp)
    {
        var (tenant, reason) = (pass.Account.Tenant, HoldReasons.Reason(hold.Side, hold.Error));
        await InsistAsync(ct => holds.HoldAsync(tenant, reason, hold.Side.ToString(), options.Value.ProbeEvery, ct), giveUp);
        log.TenantHeld(tenant, reason);
        if (hasOpen)
        {
            await InsistAsync(ct => passes.ReleaseAsync(pass, new Release { Reason = ReleaseReason.Held, Detail = reason }, ct), giveUp);
        }
    }

    private async Task InsistAsync(Func<CancellationToken, Task> script, CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                await script(giveUp);
                return;
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await Task.Delay(BetweenTries, time, giveUp);
            }
        }
    }
}
