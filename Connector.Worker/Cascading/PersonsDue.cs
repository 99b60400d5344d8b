using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Search;
using Connector.Worker.Deciding;
using Connector.Worker.Passes;
using Connector.Worker.Requests;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Worker.Cascading;

/// <summary>
/// Makes the persons of a changed company due, a bounded number of them. Each then goes the way of an event: its own fingerprint decides whether
/// anything is asked, and caps, scope, mode and write stop hold. Nobody waits for this: while Redis is filling up, or the search fails, it alone is put
/// off, and the account's other work goes on.
/// </summary>
internal sealed class PersonsDue(
    SuperOfficeClient client, JobRequests requests, MemoryWatch memory, IOptions<TenantOptions> tenant, IOptions<WorkerOptions> options)
    : IRequestHandler
{
    // Beyond these nobody needs to know how many more there are.
    private const int MostCounted = 1000;

    // Both tell it. Source: SuperOffice docs, api/archive-providers/reference/person.
    private const string RetiredRow = "retiredPerson";
    private const string RetiredColumn = "retired";

    public RequestKind Kind => RequestKind.Cascade;

    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        var refusal = !tenant.Value.Persons.Enrich ? PersonRules.Off
            : tenant.Value.CascadeMost == 0 ? "cascade_off"
            : tenant.Value.Mode == TenantMode.Observe ? "observe"
            : null;
        if (refusal is not null)
        {
            return Ended(request, JobOutcome.Skipped, refusal, null);
        }

        if (memory.Pressure >= MemoryPressure.Trim)
        {
            return Yielded(request, "Redis is filling up");
        }

        try
        {
            return await SubmitAsync(scope, request, cancellationToken);
        }
        catch (RedisServerException full) when (Cascades.IsFull(full))
        {
            return Yielded(request, "Redis is full");
        }
        catch (SuperOfficeException failed) when (Failure.Of(failed) is { Effect: FailureEffect.Retry } failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return scope.RedisNow - request.ReceivedAt < options.Value.RetryFor
                ? Yielded(request, failure.Error)
                : RequestWork.Dead(request, "failed", failure.Error);
        }
    }

    private async Task<EntityResult> SubmitAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        var (due, left) = await FindAsync(scope, request.Entity.Id, cancellationToken);
        if (due.Count == 0)
        {
            return Ended(request, JobOutcome.Skipped, "no_persons", null);
        }

        await requests.SubmitAsync([.. due.Select(person => RequestOf(scope, request, person))], cancellationToken);
        var persons = due.Count == 1 ? "1 person is due" : string.Create(CultureInfo.InvariantCulture, $"{due.Count} persons are due");
        var excess = left == 0 ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {left}{(due.Count + left >= MostCounted ? " or more" : "")} {(left == 1 ? "other was" : "others were")} left as they are, since Tenant:CascadeMost is {tenant.Value.CascadeMost}");
        return Ended(request, JobOutcome.Unchanged, "cascaded", $"{persons}{excess}.");
    }

    /// <summary>The persons who work there, by id, and how many there are beyond the limit.</summary>
    private async Task<(List<int> Due, int Left)> FindAsync(PassScope scope, int contact, CancellationToken cancellationToken)
    {
        var (due, left) = (new List<int>(), 0);
        // A former employee whom the archive does not show as one is left out when read.
        var query = new ArchiveQuery { Filter = ArchiveFilter.Equal("contactId", contact), Columns = [RetiredColumn] };
        await foreach (var row in client.With(CallClass.Cascade).Search.PersonsAsync(query, cancellationToken))
        {
            scope.SuperOfficeAnswered = true;
            if (IsRetired(row))
            {
                continue;
            }

            if (due.Count < tenant.Value.CascadeMost)
            {
                due.Add(row.PrimaryKey);
            }
            else if (due.Count + ++left >= MostCounted)
            {
                break;
            }
        }

        return (due, left);
    }

    private static bool IsRetired(ArchiveRow row) =>
        row.EntityName.Equals(RetiredRow, StringComparison.OrdinalIgnoreCase)
        || row.Text(RetiredColumn).Equals("true", StringComparison.OrdinalIgnoreCase)
        || row.Integer(RetiredColumn) == 1;

    private static JobRequest RequestOf(PassScope scope, PassJob request, int person) => new()
    {
        JobId = Cascades.JobId(request.JobId, EntityKey.Person(person).ToString()),
        Tenant = scope.Tenant,
        Account = scope.Pass.Account.Account,
        Entity = EntityKey.Person(person),
        Kind = RequestKind.Cascade,
        By = request.By ?? request.Event,
    };

    private EntityResult.Released Yielded(PassJob request, string why) => new(new Release
    {
        Reason = ReleaseReason.Yielded,
        Entity = request.Entity,
        Jobs = [request.JobId],
        Delay = options.Value.ProbeEvery,
        Detail = $"{why}; the company's persons are made due later.",
    });

    private static EntityResult.Finished Ended(PassJob request, JobOutcome outcome, string reason, string? detail) =>
        new(new EntityReport { Entity = request.Entity, Outcome = outcome, Reason = reason, Detail = detail });
}
