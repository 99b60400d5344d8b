using System.Diagnostics;
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

/// <summary>
/// Reads events as soon as they are there, decides them, and puts each where it belongs. Tenants take turns, and while one of them has batches
/// under way, however long its CRM takes to say who we are, the loop reads on for the others.
/// </summary>
internal sealed class DeciderLoop : BackgroundService
{
    private readonly RedisGate _gate;
    private readonly WaitingEvents _events;
    private readonly WorkSignal _signal;
    private readonly TenantCells _tenants;
    private readonly Holds _holds;
    private readonly WorkerOptions _options;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger<DeciderLoop> _log;
    private readonly Outage _outage;
    private readonly BatchesInFlight _batches;

    public DeciderLoop(
        RedisGate gate, WaitingEvents events, WorkSignal signal, TenantCells tenants, Holds holds, IOptions<WorkerOptions> options, IOptions<JobsOptions> jobs,
        TimeProvider time, ILogger<DeciderLoop> log)
    {
        (_gate, _events, _signal, _tenants, _holds, _time, _log) = (gate, events, signal, tenants, holds, time, log);
        (_options, _timeout) = (options.Value, jobs.Value.DeciderTimeout);
        _outage = new Outage(log, "decider", time);
        _batches = new BatchesInFlight(signal.LookForEvents);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _gate.WaitAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await _batches.ForgetEndedAsync();
                    await ReadNextAsync(stoppingToken);
                    _outage.Over();
                }
                catch (Exception trouble) when (RedisTrouble.Is(trouble))
                {
                    await _outage.PauseAsync(trouble, stoppingToken);
                }
            }
        }
        finally
        {
            await _batches.EndAsync();
        }
    }

    private async Task ReadNextAsync(CancellationToken stopping)
    {
        var waiting = await _events.ReadAsync(_options.DecisionBatch, _batches.Tenants, crashed: !_batches.HasCrashed, stopping);
        if (waiting.Count == 0)
        {
            await _signal.WaitForEventsAsync(_options.LongestWait, stopping);
            _batches.MayHaveMore();
            return;
        }

        Steps.Announce(Steps.DeciderRead);
        var readAt = _time.GetTimestamp();
        _batches.Begin(
            waiting[0].Tenant, crashed: waiting[0].Deliveries > 1, hasMore: waiting.Count == _options.DecisionBatch, before => DecideAsync(waiting, readAt, before, stopping));
    }

    /// <summary>
    /// Decides one tenant's events, after those that came before, and tries through an outage for as long as they are ours: until another decider may have
    /// them.
    /// </summary>
    private async Task DecideAsync(IReadOnlyList<WaitingJob> jobs, long readAt, Task before, CancellationToken stopping)
    {
        var tenant = jobs[0].Tenant;
        using var use = _tenants.TryUse(tenant, out var cell);
        var settings = cell is null ? null : await cell.SettingsAsync(stopping);
        var judged = jobs.Select(job => Judge(job, settings)).ToList();
        try
        {
            await before;
            do
            {
                try
                {
                    if (settings is null)
                    {
                        await HoldUnknownAsync(tenant, stopping);
                    }

                    await PutAsync(judged, stopping);
                    judged.ForEach(Tell);
                    _outage.Over();
                    return;
                }
                catch (Exception trouble) when (RedisTrouble.Is(trouble))
                {
                    await _outage.PauseAsync(trouble, stopping);
                }
            }
            while (_time.GetElapsedTime(readAt) < _timeout);
        }
        finally
        {
            judged.ForEach(one => one.Activity?.Dispose());
        }
    }

    private async Task PutAsync(List<Judged> judged, CancellationToken stopping)
    {
        var attaches = judged.Any(one => one.Decision.Verdict == Verdict.Process);
        if (attaches)
        {
            Steps.Announce(Steps.BeforeAttach);
        }

        await _events.DecideAsync([.. judged.Select(one => one.Decided)], stopping);
        if (attaches)
        {
            Steps.Announce(Steps.AfterAttach);
        }
    }

    private Judged Judge(WaitingJob job, DecisionSettings? settings)
    {
        var activity = WorkerTracing.StartDecision(job);
        var (received, decision, error) = Look(job, settings);
        var reason = decision.Reason.Word();
        activity?.SetTag("connector.decision", reason);

        // It goes on until the job is where it belongs; the next job's is no part of it.
        Activity.Current = null;
        var record = new JobDecision(received?.Event ?? "", decision.Account, decision.Entity, reason, received?.ChangedByAssociateId)
        {
            Refusal = decision is { Reason: DecisionReason.ForeignOwner, Entity: not null } ? settings?.ByOwners : null,
        };
        var decided = decision.Verdict switch
        {
            Verdict.Process => DecidedJob.Attach(job, record),
            Verdict.Skip => DecidedJob.Skip(job, record),
            _ => DecidedJob.Bury(job, record, error),
        };
        return new Judged(decided, decision, error, activity);
    }

    private void Tell(Judged judged)
    {
        var (decided, decision, error, activity) = judged;
        Activity.Current = activity;
        if (decision.Verdict == Verdict.Bury)
        {
            _log.Buried(decided.Job.JobId, error);
        }

        WorkerMetrics.Decided(decision);
        _log.Decided(decided.Job.JobId, decided.Decision.Event, decision.Verdict, decision.Reason);
        Activity.Current = null;
    }

    private (WebhookEvent? Received, Decision Decision, string Error) Look(WaitingJob job, DecisionSettings? settings)
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
            _log.DecisionFailed(mistake, job.JobId);
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
        if ((await _holds.ListAsync(stopping)).All(hold => hold.Tenant != tenant))
        {
            var reason = HoldReasons.Reason(HoldSide.TenantFile, HoldReasons.Unknown(tenant));
            await _holds.HoldAsync(tenant, reason, nameof(HoldSide.TenantFile), _options.ProbeEvery, stopping);
            _log.TenantHeld(tenant, reason);
        }
    }

    /// <param name="Decided">What is put where it belongs.</param>
    /// <param name="Decision">Why.</param>
    /// <param name="Error">Why a human has to look at it, if one has to.</param>
    /// <param name="Activity">The span of the decision.</param>
    private sealed record Judged(DecidedJob Decided, Decision Decision, string Error, Activity? Activity);
}
