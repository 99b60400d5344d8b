using System.Diagnostics;
using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.ServiceDefaults.Faults;
using Connector.Worker.Telemetry;
using Connector.Worker.Tenants;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>Runs one pass from its take to its end, whatever happens in between. Owns its lease, its span and its log line.</summary>
internal sealed class PassRunner(
    Jobs.Queue.Passes passes,
    TenantCells tenants,
    PassEnding ending,
    Probe probe,
    IOptions<WorkerOptions> options,
    IOptions<JobsOptions> jobs,
    TimeProvider time,
    ILogger<PassRunner> log)
{
    /// <summary>Runs the pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="takenAt">Timestamp from before it was taken.</param>
    /// <param name="stopping">Cancelled at shutdown: the pass hands over.</param>
    public async Task RunAsync(Pass pass, long takenAt, CancellationToken stopping)
    {
        using var activity = WorkerTracing.StartPass(pass);
        await using var lease = PassLease.Hold(pass, takenAt, passes, jobs.Value, time);
        using var grace = new CancellationTokenSource();
        await using var shutdown = stopping.Register(() => grace.CancelAfter(options.Value.ShutdownGrace));
        using var work = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stopping);
        using var write = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, grace.Token);
        var progress = new PassProgress(pass.Jobs);
        string outcome;
        try
        {
            Steps.Announce(Steps.PassTaken);
            using var use = tenants.TryUse(pass.Account.Tenant, out var cell);
            var scope = cell is null ? null : new PassScope(pass, lease, cell.Client, write.Token);
            var hold = scope is null ? Unknown(pass, progress) : await WorkAsync(cell!, scope, progress, stopping, work.Token);
            Steps.Announce(Steps.BeforeFinish);
            await ending.EndAsync(pass, progress, write.Token);
            Steps.Announce(Steps.AfterFinish);
            outcome = progress.Outcome;
            if (cell is not null && progress.Hold is not null && !tenants.IsCurrent(cell))
            {
                // It is held by settings that are not the tenant's any more.
                await tenants.LookAgainAsync(cell.Tenant, write.Token);
            }
            else if (hold is not null && scope is not null && progress.Hold is null)
            {
                await probe.ConcludeAsync(hold, scope, progress, write.Token);
            }
        }
        catch (LeaseLostException)
        {
            outcome = Lost(pass, lease);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            outcome = Lost(pass, lease);
        }
        catch (Exception trouble) when (trouble is OperationCanceledException || RedisTrouble.Is(trouble))
        {
            outcome = "unended";
            log.EndingFailed(pass.Fence, pass.Account);
        }

        WorkerMetrics.PassEnded(outcome, lease.Age);
        activity?.SetTag("connector.outcome", outcome);
        log.PassEnded(pass.Fence, pass.Account, outcome, (long)lease.Age.TotalMilliseconds, pass.Jobs.Count, progress.Written);
    }

    /// <summary>Nobody here knows the tenant: its work waits until somebody does.</summary>
    private static Hold? Unknown(Pass pass, PassProgress progress)
    {
        var failure = new Failure(FailureEffect.Hold, HoldReasons.Unknown(pass.Account.Tenant), Side: HoldSide.TenantFile);
        progress.Add(pass.Jobs[0].Entity, new EntityResult.Failed(failure));
        return null;
    }

    /// <summary>
    /// Works on the entities one after the other, the contact before its persons, until all are done, a limit is reached, the tenant
    /// cannot be worked for, the shard is drained, or the work is interrupted. What is not reached stays open in the progress.
    /// </summary>
    /// <returns>The hold this pass probes, if there is one.</returns>
    private async Task<Hold?> WorkAsync(TenantCell cell, PassScope scope, PassProgress progress, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var pass = scope.Pass;
        Hold? hold = null;
        var entity = default(EntityKey);
        try
        {
            hold = await probe.OfAsync(pass, cancellationToken);
            foreach (var next in pass.Jobs.Select(j => j.Entity).Distinct().OrderBy(e => e.Kind).Take(options.Value.EntitiesPerPass))
            {
                if (progress.Hold is not null || scope.Lease.IsDrained || scope.Lease.Age > options.Value.WorkPerPass)
                {
                    break;
                }

                entity = next;
                await foreach (var result in cell.Work.RunAsync(scope, entity, cancellationToken))
                {
                    var judged = await JudgeAsync(cell.Answers, scope, entity, hold, result, cancellationToken);
                    if (judged is EntityResult.Failed { Failure.Effect: FailureEffect.Hold } && await cell.Lifted.HeedAsync(scope, cancellationToken))
                    {
                        // A person has just lifted the tenant's hold: what is left is handed over, at no cost, and asks anew.
                        return hold;
                    }

                    Note(pass, entity, progress, judged);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !scope.Lease.Lost.IsCancellationRequested)
        {
            // Shutdown: the rest is handed over, at no cost.
        }
        catch (Exception trouble) when (RedisTrouble.Is(trouble))
        {
            // Redis is away: ending the pass waits for it as long as the lease may last, then hands over, at no cost.
        }
        catch (Exception mistake) when (mistake is not (OperationCanceledException or LeaseLostException))
        {
            log.PassFailed(mistake, pass.Fence, pass.Account);
            Note(pass, entity, progress, new EntityResult.Failed(new Failure(FailureEffect.Retry, $"Unforeseen: {mistake.GetType().Name}.")));
        }

        return hold;
    }

    private static async Task<EntityResult> JudgeAsync(
        UnreadableAnswers answers, PassScope scope, EntityKey entity, Hold? probed, EntityResult result, CancellationToken cancellationToken)
    {
        if (result is EntityResult.Failed { Failure: var failure })
        {
            return new EntityResult.Failed(await answers.JudgeAsync(failure, scope.Tenant, entity, probed, cancellationToken));
        }

        foreach (var (side, answered) in new[]
        {
            (HoldSide.SuperOffice, scope.SuperOfficeAnswered), (HoldSide.CompanyExplorer, scope.ExplorerAnswered), (HoldSide.Changes, scope.ChangeDone),
        })
        {
            if (answered)
            {
                await answers.ReadableAsync(side, scope.Tenant, cancellationToken);
            }
        }

        return result;
    }

    private void Note(Pass pass, EntityKey entity, PassProgress progress, EntityResult result)
    {
        if (result is not EntityResult.Failed { Failure: var failure })
        {
            progress.Add(entity, result);
            return;
        }

        log.EntityFailed(entity, pass.Account, failure.Error, failure.Effect.ToString());
        Activity.Current?.SetStatus(ActivityStatusCode.Error, failure.Error);
        // Of the entity's own jobs the one that has failed most: a sibling's failures are not held against it.
        var worst = pass.Jobs.Where(j => j.Entity == entity).MaxBy(j => j.FailedAttempts);
        if (failure.Effect == FailureEffect.Retry
            && RetrySchedule.IsLast(worst?.FailedAttempts ?? 0, pass.StartedAt - worst?.FailingSince, options.Value))
        {
            progress.Bury(entity, failure);
        }
        else
        {
            progress.Add(entity, result);
        }
    }

    private string Lost(Pass pass, PassLease lease)
    {
        log.LeaseLost(pass.Fence, pass.Account, (long)lease.Age.TotalMilliseconds);
        return "lease_lost";
    }
}
