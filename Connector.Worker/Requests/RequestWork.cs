using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Worker.Operations;
using Connector.Worker.Passes;

namespace Connector.Worker.Requests;

/// <summary>Finds each request its handler.</summary>
internal sealed class RequestWork
{
    private readonly Dictionary<RequestKind, IRequestHandler> _handlers;
    private readonly OperationWork _operations;

    public RequestWork(IEnumerable<IRequestHandler> handlers, OperationWork operations) =>
        (_handlers, _operations) = (handlers.ToDictionary(h => h.Kind), operations);

    /// <summary>Whether the job is a request that is no work on the entity as an event is.</summary>
    public static bool NeedsHandler(PassJob job) =>
        job.Request is not null && !IsReplay(job) && !(IsCascade(job) && job.Entity.Kind == EntityKind.Person) && !(IsRecheck(job) && job.Entity != WholeTenant.Entity)
        && !IsReconcile(job);

    /// <summary>Whether nobody has asked for the job: it follows from a change of the entity's company, of the tenant's settings, or one that no event told of.</summary>
    public static bool IsConsequence(PassJob job) => IsCascade(job) || IsRecheck(job) || IsReconcile(job);

    private static bool IsCascade(PassJob job) => job.Request == RequestKind.Cascade.Word();

    private static bool IsRecheck(PassJob job) => job.Request == RequestKind.Recheck.Word();

    private static bool IsReconcile(PassJob job) => job.Request == RequestKind.Reconcile.Word();

    /// <summary>Whether the job asks to work on the entity again.</summary>
    public static bool IsReplay(PassJob job) => job.Request == RequestKind.Replay.Word() || IsFresh(job);

    /// <summary>Whether the job asks for a new analysis.</summary>
    public static bool IsFresh(PassJob job) => job.Request == RequestKind.Fresh.Word();

    /// <summary>Does what the request asks; one that nobody handles here is dead, and says so.</summary>
    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        if (!RequestWords.TryParse(request.Request!, out var kind) || !_handlers.TryGetValue(kind, out var handler))
        {
            return Dead(request, "unhandled", $"This version of the worker does nothing about {request.Event}. Release it once a newer one runs, or ignore it.");
        }

        var work = request.Entity == WholeTenant.Entity && kind != RequestKind.Recheck
            ? _operations.RunAsync(scope, request, cancellationToken)
            : handler.RunAsync(scope, request, cancellationToken);
        return await work switch
        {
            EntityResult.Finished { Report: { Jobs: null } report } => new EntityResult.Finished(report with { Jobs = [request.JobId] }),
            EntityResult.Failed { Failure: { Effect: FailureEffect.Dead } failure } => Dead(request, "failed", failure.Error),
            var result => result,
        };
    }

    /// <summary>Only this job is dead.</summary>
    public static EntityResult Dead(PassJob request, string reason, string error) => new EntityResult.Finished(new EntityReport
    {
        Entity = request.Entity,
        Jobs = [request.JobId],
        Outcome = JobOutcome.Dead,
        Reason = reason,
        Error = error,
    });
}
