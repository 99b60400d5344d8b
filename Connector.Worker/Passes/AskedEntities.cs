using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Enriching;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>Has an entity's question answered, and the answer written.</summary>
internal sealed class AskedEntities(
    EntityReader reader, WriteLedger ledger, Enrichments enrichments, WriteBack writeBack, IOptions<WorkerOptions> options)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClockDoubt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public async Task<EntityResult> RunAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken)
    {
        var (answer, asked) = await enrichments.ObtainAsync(scope, entity, cancellationToken);
        switch (answer)
        {
            case Answer.Enriched enriched:
                var report = new EntityReport
                {
                    Entity = entity.Key,
                    Outcome = JobOutcome.Completed,
                    Reason = "written",
                    Analysed = asked,
                    Cost = asked ? enriched.Cost?.ToString() : null,
                    Confidence = enriched.Facts.Confidence,
                    Model = enriched.Facts.Model,
                };
                return await WriteAsync(scope, entity, known, enriched, report, cancellationToken);

            case Answer.Refused refused:
                await ledger.MarkAppliedAsync(scope.Pass, entity.Key, entity.Applied, cancellationToken);
                return new EntityResult.Finished(new EntityReport
                {
                    Entity = entity.Key,
                    Outcome = JobOutcome.Unchanged,
                    Reason = refused.Reason,
                    Detail = refused.Detail,
                    Analysed = asked,
                    Cost = asked ? refused.Cost?.ToString() : null,
                    Confidence = refused.Facts.Confidence,
                    Model = refused.Facts.Model,
                });

            case Answer.StillProcessing still:
                return StillWorking(scope, entity, still);

            default:
                throw new InvalidOperationException($"Unknown kind of answer {answer.GetType().Name}.");
        }
    }

    /// <summary>
    /// Writes an answer: to the record as it is by then, and once more, made anew, where the CRM refuses a field or a list item that it no longer has.
    /// </summary>
    private async Task<EntityResult> WriteAsync(
        PassScope scope, ReadyEntity entity, LedgerEntry known, Answer.Enriched answer, EntityReport report, CancellationToken cancellationToken)
    {
        var (present, isSecondTry) = (report.Analysed ? null : entity, false);
        while (true)
        {
            if (present is null)
            {
                // Meanwhile people went on working: what they entered, and whose company it is by now, counts.
                scope.Forget(entity.Key);
                var readAt = scope.RedisNow - ClockDoubt;
                (present, var settled) = await reader.ReadAsync(scope, entity.Key, cancellationToken);
                if (present is null)
                {
                    return settled is EntityResult.Finished { Report: var without }
                        ? new EntityResult.Finished(without with { Analysed = report.Analysed, Cost = report.Cost, Confidence = report.Confidence, Model = report.Model })
                        : settled!;
                }

                // The answer is to the question that was asked; a change of what it depends on has an event of its own.
                present = present with { Question = entity.Question, ReadAt = readAt, IsSecondTry = isSecondTry };
            }

            if (await writeBack.RunAsync(scope, present, known, answer, report, cancellationToken) is { } result)
            {
                return result;
            }

            (present, isSecondTry) = (null, true);
        }
    }

    private EntityResult StillWorking(PassScope scope, ReadyEntity entity, Answer.StillProcessing still)
    {
        if (scope.Pass.StillWorkingSince is { } since && scope.RedisNow - since >= options.Value.LongestStillWorking)
        {
            return new EntityResult.Finished(new EntityReport
            {
                Entity = entity.Key,
                Outcome = JobOutcome.Dead,
                Reason = "still_working",
                Error = $"The Company Explorer was still working after {options.Value.LongestStillWorking}.",
            });
        }

        var delay = still.RetryAfter < ShortestWait ? ShortestWait : still.RetryAfter > LongestWait ? LongestWait : still.RetryAfter;
        return new EntityResult.Released(new Release { Reason = ReleaseReason.StillWorking, Entity = entity.Key, Delay = delay });
    }
}
