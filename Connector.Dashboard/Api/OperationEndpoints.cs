using System.ComponentModel.DataAnnotations;
using Connector.Dashboard.Paging;
using Connector.Jobs.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What people changed.</summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder api) => api.MapGet("/operations", ListAsync).WithTags("operations")
        .WithSummary("What people changed, newest first; 'before' is the id after which to go on. About the last 10,000 are kept.");

    private static async Task<Results<Ok<ItemList<Operation>>, ProblemHttpResult>> ListAsync(
        [Range(1, PageQuery.MostTake)] int? take, string? before, OperationLog log, CancellationToken cancellationToken) =>
        before is not null && !OperationLog.IsId(before)
            ? Refusals.BadRequest("'before' must be the id of an operation.")
            : TypedResults.Ok(new ItemList<Operation>(await log.ListAsync(take ?? Page.DefaultTake, before, cancellationToken)));
}
