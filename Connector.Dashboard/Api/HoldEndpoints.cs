using Connector.Dashboard.Paging;
using Connector.Dashboard.Security;
using Connector.Jobs.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Tenants whose work waits.</summary>
internal static class HoldEndpoints
{
    public static void MapHolds(this IEndpointRouteBuilder api)
    {
        api.MapGet("/holds", ListAsync).WithTags("holds").WithSummary("The tenants that are held, by name.");
        var changes = api.MapChanges("/tenants/{tenant}").WithTags("holds");
        changes.MapPost("/hold", HoldAsync).WithSummary("Holds a tenant until a person resumes it: its events are accepted and wait.");
        changes.MapPost("/resume", ResumeAsync).WithSummary("Lifts a tenant's hold, whoever made it.");
    }

    private static async Task<Ok<ItemList<Hold>>> ListAsync([AsParameters] PageQuery part, Holds holds, CancellationToken cancellationToken) =>
        TypedResults.Ok(part.Of(await holds.ListAsync(cancellationToken)));

    private static async Task<Results<Ok<Hold>, ProblemHttpResult>> HoldAsync(
        string tenant, HoldRequest request, Holds holds, CancellationToken cancellationToken)
    {
        if ((Refusals.OfName(request.By) ?? Refusals.OfReason(request.Reason)) is { } refusal)
        {
            return refusal;
        }

        await holds.HoldByAsync(tenant, request.Reason!, request.By!, cancellationToken);
        return (await holds.ListAsync(cancellationToken)).FirstOrDefault(hold => hold.Tenant == tenant) is { } hold
            ? TypedResults.Ok(hold)
            : TypedResults.Problem($"{tenant} was held, and somebody has resumed it already.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(
        string tenant, ChangeRequest request, Holds holds, CancellationToken cancellationToken) =>
        Refusals.OfName(request.By) is { } refusal ? refusal
        : await holds.ResumeByAsync(tenant, request.By!, cancellationToken) ? TypedResults.NoContent()
        : TypedResults.Problem($"{tenant} is not held.", statusCode: StatusCodes.Status409Conflict);
}

/// <summary>Who changes something.</summary>
/// <param name="By">1 to 100 printable characters.</param>
internal sealed record ChangeRequest(string? By);

/// <summary>A tenant is to be held.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Reason">Why: 1 to 500 printable characters.</param>
internal sealed record HoldRequest(string? By, string? Reason);
