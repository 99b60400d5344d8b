using Connector.Jobs;
using Connector.Jobs.Hosting;
using Connector.Jobs.Queue;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice.Webhooks;
using Connector.Worker.Deciding;
using Connector.Worker.Telemetry;
using Connector.Worker.Tenants;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>Takes events off the stream as soon as they are there, decides, and puts each where it belongs.</summary>
internal sealed class DeciderLoop(
    RedisGate gate,
    WaitingEvents events,
    WorkSignal signal,
    TenantCells tenants,
    Holds holds,
    WorkerName worker,
    IOptions<WorkerOptions> options,
    IOptions<JobsOptions> jobs,
    TimeProvider time,
    ILogger<DeciderLoop> log) : BackgroundService
{
    private readonly Outage _outage = new(log, "decider", time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DecideNextAsync(stoppingToken);
                _outage.Over();
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await _outage.PauseAsync(trouble, stoppingToken);
            }
        }
    }

    private async Task DecideNextAsync(CancellationToken stopping)
    {
        var waiting = await events.ReadAsync(worker.Name, options.Value.DecisionBatch, stopping);
        if (waiting.Count == 0)
        {
            await signal.WaitForEventsAsync(options.Value.LongestWait, stopping);
            return;
        }

        Steps.Announce(Steps.DeciderRead);
        // Side by side: a tenant whose CRM is slow to say who we are does not keep another one's events waiting.
        var readAt = time.GetTimestamp();
        await Task.WhenAll(waiting.GroupBy(job => job.Tenant).Select(jobs => SettleAsync(jobs.Key, jobs, readAt, stopping)));
    }

    private async Task SettleAsync(string tenant, IEnumerable<WaitingJob> jobs, long readAt, CancellationToken stopping)
    {
        using var use = tenants.TryUse(tenant, out var cell);
        var settings = cell is null ? null : await cell.SettingsAsync(stopping);
        foreach (var job in jobs)
        {
            if (!await SettleAsync(job, settings, readAt, stopping))
            {
                return;
            }
        }
    }

    /// <summary>
    /// Settles one event, through an outage if need be: what was read is ours until another decider may claim it.
    /// </summary>
    /// <returns>False once the rest of the batch may be somebody else's.</returns>
    private async Task<bool> SettleAsync(WaitingJob job, DecisionSettings? settings, long readAt, CancellationToken stopping)
    {
        while (time.GetElapsedTime(readAt) < jobs.Value.DeciderTimeout)
        {
            try
            {
                await DecideAsync(job, settings, stopping);
                _outage.Over();
                return true;
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await _outage.PauseAsync(trouble, stopping);
            }
        }

        return false;
    }

    private async Task DecideAsync(WaitingJob job, DecisionSettings? settings, CancellationToken stopping)
    {
        using var activity = WorkerTracing.StartDecision(job);
        if (settings is null)
        {
            await HoldUnknownAsync(job.Tenant, stopping);
        }

        var (received, decision, error) = Judge(job, settings);
        var reason = decision.Reason.Word();
        activity?.SetTag("connector.decision", reason);
        var record = new JobDecision(received?.Event ?? "", decision.Account, decision.Entity, reason, received?.ChangedByAssociateId)
        {
            Refusal = decision is { Reason: DecisionReason.ForeignOwner, Entity: not null } ? settings?.ByOwners : null,
        };
        switch (decision.Verdict)
        {
            case Verdict.Process:
                Steps.Announce(Steps.BeforeAttach);
                await events.AttachAsync(job, record, stopping);
                Steps.Announce(Steps.AfterAttach);
                break;
            case Verdict.Skip:
                await events.SkipAsync(job, record, stopping);
                break;
            default:
                await events.BuryAsync(job, record, error, stopping);
                log.Buried(job.JobId, error);
                break;
        }

        WorkerMetrics.Decided(decision);
        log.Decided(job.JobId, record.Event, decision.Verdict, decision.Reason);
    }

    private (WebhookEvent? Received, Decision Decision, string Error) Judge(WaitingJob job, DecisionSettings? settings)
    {
        try
        {
            return WebhookEvent.TryParse(job.Body.Span, out var received, out var error)
                ? (received, Decide(received, job.Tenant, settings), "The event does not say which contact or person it is about.")
                : (null, new Decision(Verdict.Bury, DecisionReason.Unreadable), error);
        }
        catch (Exception mistake)
        {
            // A body that trips us must not come back for ever: a human sees it, and the log says where.
            log.DecisionFailed(mistake, job.JobId);
            return (null, new Decision(Verdict.Bury, DecisionReason.Unreadable), $"Deciding failed with {mistake.GetType().Name}.");
        }
    }

    private static Decision Decide(WebhookEvent received, string tenant, DecisionSettings? settings)
    {
        if (settings is not null)
        {
            return DecisionTable.Decide(received, settings);
        }

        // What matters to a tenant that nobody here knows is for its pass to say, once somebody does: until then the event may not be lost.
        var decision = DecisionTable.Decide(received, new DecisionSettings { Tenant = tenant });
        return decision.Reason == DecisionReason.Irrelevant ? decision with { Verdict = Verdict.Process, Reason = DecisionReason.Opaque } : decision;
    }

    private async Task HoldUnknownAsync(string tenant, CancellationToken stopping)
    {
        // A hold that is there may be somebody's own; another reason must not make it ours to lift.
        if ((await holds.ListAsync(stopping)).All(hold => hold.Tenant != tenant))
        {
            var reason = HoldReasons.Reason(HoldSide.TenantFile, HoldReasons.Unknown(tenant));
            await holds.HoldAsync(tenant, reason, options.Value.ProbeEvery, stopping);
            log.TenantHeld(tenant, reason);
        }
    }
}
