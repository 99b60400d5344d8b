using Connector.Dashboard.Paging;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Jobs that failed for good and wait for a human.</summary>
internal static class DeadEndpoints
{
    public static void MapDead(this IEndpointRouteBuilder api) => api.MapGet("/dead", ListAsync).WithTags("dead")
        .WithSummary("Dead letters, the last to die first; of one tenant, among the last 10,000 of all.");

    private static async Task<Results<Ok<ItemList<JobView>>, ProblemHttpResult>> ListAsync(
        string? tenant, int? skip, int? take, DeadLetters dead, CancellationToken cancellationToken)
    {
        if (tenant is not null && Refusals.Of(tenant) is { } refusal)
        {
            return refusal;
        }

        var page = Page.Of(skip, take);
        return TypedResults.Ok(new ItemList<JobView>(await dead.ListAsync(tenant, page.Skip, page.Take, cancellationToken)));
    }
}
