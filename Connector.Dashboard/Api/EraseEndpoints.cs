using Connector.Dashboard.Security;
using Connector.Jobs.Accounts;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Forgetting a contact or person.</summary>
internal static class EraseEndpoints
{
    public static void MapErase(this IEndpointRouteBuilder api) =>
        api.MapChanges("/tenants/{tenant}/erase").WithTags("erase").MapPost("", EraseAsync)
            .WithSummary("Erases everything that is held of one contact or person, as a job. Cannot be undone; the CRM is not changed.");

    private static async Task<Results<Ok<Requested>, ProblemHttpResult>> EraseAsync(
        string tenant, EraseRequest request, SyncRuns runs, JobRequests requests, CancellationToken cancellationToken)
    {
        if (Refusals.OfName(request.By) is { } refusal)
        {
            return refusal;
        }

        if (request.Entity is null || !EntityKey.TryParse(request.Entity, out var entity) || entity.Id == 0)
        {
            return Refusals.NoEntity();
        }

        var erasure = new JobRequest
        {
            Tenant = tenant,
            Account = await AccountOfAsync(runs, tenant, entity, cancellationToken),
            Entity = entity,
            Kind = RequestKind.Erase,
            By = request.By!,
        };
        return TypedResults.Ok((await requests.SubmitAsync([erasure], new Deed(request.By!, "erase", tenant, entity.ToString()), cancellationToken))[0]);
    }

    // A person's contact is known from where it was last worked on.
    private static async Task<string> AccountOfAsync(SyncRuns runs, string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        if (entity.Kind == EntityKind.Contact)
        {
            return AccountKey.OfContact(tenant, entity.Id).Account;
        }

        var known = await runs.OfAsync(tenant, entity, cancellationToken);
        return known.Count > 0 && known[^1].Run.Account is { Length: > 0 } account ? account : AccountKey.OfPerson(tenant, entity.Id).Account;
    }
}

/// <summary>A contact or person is to be forgotten.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Entity">Such as <c>contact:4711</c>.</param>
internal sealed record EraseRequest(string? By, string? Entity);
