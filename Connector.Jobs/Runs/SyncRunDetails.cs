namespace Connector.Jobs.Runs;

/// <summary>A run with everything known about it.</summary>
/// <param name="Run">The row.</param>
/// <param name="Jobs">Its jobs, oldest first.</param>
/// <param name="Reports">What passes found out and did, oldest first.</param>
/// <param name="Timeline">What happened, oldest first.</param>
public sealed record SyncRunDetails(
    SyncRun Run, IReadOnlyList<JobView> Jobs, IReadOnlyList<Queue.EntityReport> Reports, IReadOnlyList<RunEvent> Timeline);

/// <summary>One line of a run's history.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">A stable word: <c>accepted</c>, <c>skipped</c>, <c>taken</c>, <c>finished</c>, <c>retry</c>, <c>released</c>,
/// <c>reclaimed</c>, <c>dead</c>, <c>requested</c>, <c>closed</c>.</param>
/// <param name="Job">The job it is about, if one.</param>
/// <param name="Text">For people.</param>
public sealed record RunEvent(DateTimeOffset At, string Kind, string? Job, string Text);
