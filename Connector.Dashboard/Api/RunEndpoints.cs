using Connector.Dashboard.Paging;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Sync runs and their jobs.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        api.MapGet("/runs", ListAsync).WithTags("runs").WithSummary("The sync runs that changed last, newest first.");
        api.MapGet("/runs/{id:guid}", FindAsync).WithTags("runs").WithSummary("One sync run with its jobs, reports and timeline.");
        api.MapGet("/jobs/{id:guid}", FindJobAsync).WithTags("runs").WithSummary("One job.");
    }

    private static async Task<Ok<ItemList<SyncRun>>> ListAsync(int? skip, int? take, SyncRuns runs, CancellationToken cancellationToken)
    {
        var page = Page.Of(skip, take);
        return TypedResults.Ok(new ItemList<SyncRun>(await runs.ListAsync(page.Skip, page.Take, cancellationToken)));
    }

    private static async Task<Results<Ok<SyncRunDetails>, NotFound>> FindAsync(string id, SyncRuns runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { } run ? TypedResults.Ok(run) : TypedResults.NotFound();

    private static async Task<Results<Ok<JobView>, NotFound>> FindJobAsync(string id, SyncRuns runs, CancellationToken cancellationToken) =>
        await runs.FindJobAsync(id, cancellationToken) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound();
}
