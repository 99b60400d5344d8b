using Connector.Dashboard.Paging;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Jobs that failed, are not tried again by themselves, and wait for a person.</summary>
internal static class DeadEndpoints
{
    public static void MapDead(this IEndpointRouteBuilder api) => api.MapGet("/dead", ListAsync).WithTags("dead")
        .WithSummary("Dead letters, the last to die first; of one tenant, among the last 10,000 of all.");

    private static async Task<Ok<ItemList<JobView>>> ListAsync(
        string? tenant, [AsParameters] PageQuery part, DeadLetters dead, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemList<JobView>(await dead.ListAsync(tenant, part.Page.Skip, part.Page.Take, cancellationToken)));
}
