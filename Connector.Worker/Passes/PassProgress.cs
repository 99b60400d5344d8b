using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>What a pass has to say about its entities when it ends.</summary>
internal sealed class PassProgress(IEnumerable<PassJob> jobs)
{
    private readonly List<PassJob> _open = [.. jobs];

    /// <summary>Entities whose jobs end.</summary>
    public List<EntityReport> Reports { get; } = [];

    /// <summary>Entities whose jobs go back at no cost, each with its own wait.</summary>
    public List<Release> Releases { get; } = [];

    /// <summary>The last failure that may not happen again; its entity's jobs stay open.</summary>
    public Failure? Retry { get; private set; }

    /// <summary>The entities that failed so: only they are charged an attempt.</summary>
    public HashSet<EntityKey> Retrying { get; } = [];

    /// <summary>The failure that would meet every work of the tenant.</summary>
    public Failure? Hold { get; private set; }

    /// <summary>Whether jobs are left that neither ended nor went back.</summary>
    public bool HasOpen => _open.Count > 0;

    public void Add(EntityKey entity, EntityResult result)
    {
        switch (result)
        {
            case EntityResult.Finished finished:
                Report(finished.Report);
                break;
            case EntityResult.Released released:
                Releases.Add(released.Release);
                Close(entity, released.Release.Jobs);
                break;
            case EntityResult.Failed { Failure: { Effect: FailureEffect.Hold } hold }:
                Hold = hold;
                break;
            case EntityResult.Failed { Failure: { Effect: FailureEffect.Retry } retry }:
                Retry = retry;
                Retrying.Add(entity);
                break;
            case EntityResult.Failed { Failure: { Effect: FailureEffect.Wait } wait }:
                Releases.Add(new Release { Reason = ReleaseReason.AskedToWait, Entity = entity, Delay = wait.Delay, Detail = wait.Error });
                Close(entity, null);
                break;
            case EntityResult.Failed dead:
                Bury(entity, dead.Failure);
                break;
        }
    }

    /// <summary>The entity's jobs are dead.</summary>
    public void Bury(EntityKey entity, Failure failure) =>
        Report(new EntityReport { Entity = entity, Outcome = JobOutcome.Dead, Reason = "failed", Error = failure.Error });

    /// <summary>One word for logs and metrics: the most telling of what happened.</summary>
    public string Outcome =>
        Hold is not null ? "held"
        : Retry is not null ? "retry"
        : Reports.Any(r => r.Outcome == JobOutcome.Dead) ? "dead"
        : Reports.Any(r => r.Outcome == JobOutcome.Completed) ? "completed"
        : Releases.Any(r => r.Reason == ReleaseReason.Moved) ? "moved"
        : Releases.Count > 0 ? "waiting"
        : Reports.Any(r => r.Outcome == JobOutcome.Proposed) ? "proposed"
        : Reports.Any(r => r.Outcome == JobOutcome.Unchanged) ? "unchanged"
        : Reports.Count > 0 ? "skipped"
        : "handed_over";

    /// <summary>Fields written so far.</summary>
    public int Written => Reports.Where(r => r.Outcome == JobOutcome.Completed).SelectMany(r => r.Fields).Count(f => f.Decision == "write");

    private void Report(EntityReport report)
    {
        Reports.Add(report);
        Close(report.Entity, report.Jobs);
    }

    private void Close(EntityKey entity, IReadOnlyList<string>? jobs) => _open.RemoveAll(j => j.Entity == entity && jobs?.Contains(j.JobId) != false);
}
