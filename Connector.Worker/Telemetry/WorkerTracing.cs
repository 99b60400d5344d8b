using System.Diagnostics;
using Connector.Jobs.Queue;

namespace Connector.Worker.Telemetry;

/// <summary>
/// Spans of the worker, source <c>Connector.Worker</c>. A pass is the child of the span that received its first event, and links
/// those that received the others: one trace leads from the webhook to the PATCH.
/// </summary>
internal static class WorkerTracing
{
    /// <summary>A span with hundreds of links helps nobody.</summary>
    private const int MostLinks = 50;

    private static readonly ActivitySource Source = new("Connector.Worker");

    public static Activity? StartPass(Pass pass)
    {
        var contexts = pass.Jobs.Select(j => j.TraceParent).Distinct().Select(Parse).OfType<ActivityContext>().ToList();
        var activity = Source.StartActivity(
            "pass", ActivityKind.Consumer, contexts.FirstOrDefault(), links: contexts.Skip(1).Take(MostLinks).Select(c => new ActivityLink(c)));
        activity?.SetTag("connector.tenant", pass.Account.Tenant);
        activity?.SetTag("connector.account", pass.Account.Account);
        activity?.SetTag("connector.run", pass.RunId);
        activity?.SetTag("connector.jobs", pass.Jobs.Count);
        return activity;
    }

    public static Activity? StartDecision(WaitingJob job)
    {
        var activity = Source.StartActivity("decide", ActivityKind.Consumer, Parse(job.TraceParent) ?? default);
        activity?.SetTag("connector.job", job.JobId);
        return activity;
    }

    private static ActivityContext? Parse(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : null;
}
