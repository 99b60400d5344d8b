using Connector.Jobs.Queue;

namespace Connector.Jobs;

/// <summary>What a decider does with many jobs, for one at a time: steps that tests repeat.</summary>
internal static class WaitingSteps
{
    /// <summary>The next jobs, of whichever tenant's turn it is.</summary>
    public static Task<IReadOnlyList<WaitingJob>> ReadAsync(this WaitingEvents events, int count, CancellationToken cancellationToken) =>
        events.ReadAsync(count, [], crashed: true, cancellationToken);

    /// <summary>To <em>scheduled</em>: the job joins its account, which is due after the quiet time.</summary>
    public static Task AttachAsync(this WaitingEvents events, WaitingJob job, JobDecision decision, CancellationToken cancellationToken) =>
        events.DecideAsync([DecidedJob.Attach(job, decision)], cancellationToken);

    /// <summary>To <em>finished (skipped)</em>.</summary>
    public static Task SkipAsync(this WaitingEvents events, WaitingJob job, JobDecision decision, CancellationToken cancellationToken) =>
        events.DecideAsync([DecidedJob.Skip(job, decision)], cancellationToken);

    /// <summary>To <em>dead</em>: it was authenticated but cannot be read.</summary>
    public static Task BuryAsync(this WaitingEvents events, WaitingJob job, JobDecision decision, string error, CancellationToken cancellationToken) =>
        events.DecideAsync([DecidedJob.Bury(job, decision, error)], cancellationToken);
}
