using Connector.Jobs.Erasing;
using Connector.Jobs.Journal;
using Connector.Jobs.Queue;
using Connector.Worker.Deciding;
using Connector.Worker.Limits;
using Connector.Worker.Passes;

namespace Connector.Worker.Requests;

/// <summary>
/// Erases what is held of an entity: because an operator asks for it, or because the CRM has deleted it for good. First from the journals in
/// this worker's directory, then from Redis, where the receipt comes last: interrupted, it begins anew. With the receipt all other directories owe it:
/// see <see cref="JournalKeeper"/>.
/// </summary>
internal sealed class Erasure(Erasures erasures, WorkerJournal journal) : IRequestHandler
{
    public RequestKind Kind => RequestKind.Erase;

    /// <summary>Whether the job is the event that says the entity is gone for good.</summary>
    public static bool IsDeletion(PassJob job) => job.Request is null && job.Reason == DecisionReason.Deleted.Word();

    /// <summary>Ends all of the entity's jobs in the pass: there is nothing left to work on.</summary>
    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        int entries;
        string directory;
        try
        {
            directory = await journal.IdentityAsync(cancellationToken);
            entries = await journal.EraseAsync(scope.Tenant, request.Entity, cancellationToken);
        }
        catch (JournalFailedException failed)
        {
            return new EntityResult.Failed(new Failure(FailureEffect.Retry, failed.Message));
        }

        await erasures.EraseAsync(scope.Pass, request.Entity, request.By ?? request.Event, entries, directory, cancellationToken);
        return new EntityResult.Finished(new EntityReport
        {
            Entity = request.Entity,
            Jobs = [.. scope.JobsOf(request.Entity).Select(j => j.JobId)],
            Outcome = JobOutcome.Skipped,
            Reason = request.By is null ? DecisionReason.Deleted.Word() : "erased",
        });
    }
}
