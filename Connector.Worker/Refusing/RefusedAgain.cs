using System.Text.Json;
using Connector.Jobs.Memory;
using Connector.Jobs.Queue;
using Connector.Jobs.Refusals;
using Connector.Worker.Passes;
using Connector.Worker.Requests;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Refusing;

/// <summary>
/// Makes due, a few at a time and only while nothing else of the tenant is, what was refused by settings that have changed. Each record then goes the way
/// of an event: a read decides, and its fingerprint whether anything is asked. Nobody waits for this.
/// </summary>
internal sealed class RefusedAgain(Refusals refusals, MemoryWatch memory, IOptions<WorkerOptions> options) : IRequestHandler
{
    public RequestKind Kind => RequestKind.Recheck;

    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        if (memory.Pressure >= MemoryPressure.Trim)
        {
            return Yielded(request, options.Value.ProbeEvery, "Redis is filling up");
        }

        Rechecked rechecked;
        try
        {
            rechecked = await refusals.RecheckAsync(scope.Tenant, request, cancellationToken);
        }
        catch (JsonException)
        {
            return RequestWork.Dead(request, "unreadable", "The request does not say for which reasons.");
        }

        return rechecked switch
        {
            { Left: 0 } => new EntityResult.Finished(new EntityReport { Entity = request.Entity, Outcome = JobOutcome.Unchanged, Reason = "rechecked" }),
            { IsBusy: true } => Yielded(request, options.Value.ProbeEvery, "other work goes first"),
            _ => Yielded(request, options.Value.LongestWait, "some are due"),
        };
    }

    private static EntityResult.Released Yielded(PassJob request, TimeSpan delay, string why) => new(new Release
    {
        Reason = ReleaseReason.Yielded,
        Entity = request.Entity,
        Jobs = [request.JobId],
        Delay = delay,
        Detail = $"{why}; more of what was refused is made due later.",
    });
}
