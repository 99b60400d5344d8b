namespace Connector.Jobs.Queue;

/// <summary>A waiting job with its decision, and where that takes it.</summary>
public sealed record DecidedJob
{
    internal const string Scheduled = "scheduled";

    private DecidedJob(WaitingJob job, JobDecision decision, string to, string error) => (Job, Decision, To, Error) = (job, decision, to, error);

    /// <summary>The job.</summary>
    public WaitingJob Job { get; }

    /// <summary>What was decided.</summary>
    public JobDecision Decision { get; }

    /// <summary>As decide.lua spells it.</summary>
    internal string To { get; }

    internal string Error { get; }

    /// <summary>To <em>scheduled</em>: the job joins its account, which is due after the quiet time.</summary>
    /// <exception cref="ArgumentException">The decision names no account or no entity.</exception>
    public static DecidedJob Attach(WaitingJob job, JobDecision decision) =>
        decision is { Account: not null, Entity: not null }
            ? new DecidedJob(job, decision, Scheduled, "")
            : throw new ArgumentException("Only a job with an account and an entity can be processed.", nameof(decision));

    /// <summary>To <em>finished (skipped)</em>.</summary>
    public static DecidedJob Skip(WaitingJob job, JobDecision decision) => new(job, decision, "skipped", "");

    /// <summary>To <em>dead</em>: it was authenticated but cannot be read; a human looks at it.</summary>
    /// <exception cref="ArgumentException"><paramref name="error"/> is empty.</exception>
    public static DecidedJob Bury(WaitingJob job, JobDecision decision, string error)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        return new DecidedJob(job, decision, "dead", error);
    }
}
