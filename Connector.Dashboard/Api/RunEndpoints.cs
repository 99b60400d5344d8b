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
        api.MapGet("/runs/{id}", FindAsync).WithTags("runs").WithSummary("One sync run with its jobs, reports and timeline.");
        api.MapGet("/jobs/{id}", FindJobAsync).WithTags("runs").WithSummary("One job.");
    }

    private static async Task<Ok<ItemList<SyncRun>>> ListAsync([AsParameters] PageQuery part, SyncRuns runs, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemList<SyncRun>(await runs.ListAsync(part.Page.Skip, part.Page.Take, cancellationToken)));

    private static async Task<Results<Ok<SyncRunDetails>, ProblemHttpResult>> FindAsync(string id, SyncRuns runs, CancellationToken cancellationToken) =>
        Refusals.IdOf(id) is { } known && await runs.FindAsync(known, cancellationToken) is { } run
            ? TypedResults.Ok(run)
            : Refusals.NotFound($"There is no sync run {Refusals.Shown(id)}. Runs are kept for a limited time.");

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> FindJobAsync(string id, SyncRuns runs, CancellationToken cancellationToken) =>
        Refusals.IdOf(id) is { } known && await runs.FindJobAsync(known, cancellationToken) is { } job ? TypedResults.Ok(job) : Refusals.NoJob(id);
}
