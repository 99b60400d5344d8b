using System.Globalization;
using Connector.Jobs.Journal;
using Connector.Jobs.Memory;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Worker.Passes;
using Connector.Worker.Requests;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Operations;

/// <summary>
/// Walks the operations that need the CRM or the journal, in passes of the tenant's own account. After a pass's time, or a crash, another pass goes on from where it is.
/// While Redis fills up, it waits.
/// </summary>
internal sealed class OperationWork(
    OperationStore store, OperationWalk walk, MemoryWatch memory, IEnumerable<IOperationSource> sources, IOptions<WorkerOptions> options)
{
    // Nobody waits for it, and each job of it takes room.
    private bool IsFillingUp => memory.Pressure >= MemoryPressure.Trim;

    /// <summary>Walks one.</summary>
    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(scope.Tenant, request.JobId, cancellationToken) is not { } operation)
        {
            return RequestWork.Dead(request, "operation_unknown", "What was asked for is not known any more. Ask again.");
        }

        if (IsFillingUp)
        {
            return Yielded(request);
        }

        try
        {
            operation = await walk.RunAsync(operation, sources.First(source => source.Kind == operation.Kind), scope.Pass, IsToPause, cancellationToken);
        }
        catch (JournalFailedException failed)
        {
            return RequestWork.Dead(request, "no_snapshots", failed.Message);
        }

        return operation.State == OperationState.Done ? Ended(request, operation)
            : IsFillingUp ? Yielded(request)
            : new EntityResult.Released(new Release { Reason = ReleaseReason.HandedOver, Entity = request.Entity });

        bool IsToPause()
        {
            scope.SuperOfficeAnswered = true;
            return scope.Lease.Age > options.Value.WorkPerPass || scope.Lease.IsDrained || IsFillingUp;
        }
    }

    private static EntityResult.Finished Ended(PassJob request, Operation operation) => new(new EntityReport
    {
        Entity = request.Entity,
        Outcome = operation.IsPreview ? JobOutcome.Unchanged : JobOutcome.Completed,
        Reason = operation.IsPreview ? "previewed" : "asked_for",
        Detail = $"{operation.Selection}: {Said(operation.Counts)}",
    });

    private EntityResult.Released Yielded(PassJob request) => new(new Release
    {
        Reason = ReleaseReason.Yielded,
        Entity = request.Entity,
        Jobs = [request.JobId],
        Delay = options.Value.ProbeEvery,
        Detail = "Redis is filling up; this goes on later from where it is.",
    });

    private static string Said(IReadOnlyDictionary<string, long> counts) => counts.Count == 0
        ? "nothing found"
        : string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
}
