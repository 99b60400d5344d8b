using Connector.Jobs.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What people changed.</summary>
internal static class OperationEndpoints
{
    private const int DefaultTake = 50;
    private const int MostTake = 500;

    public static void MapOperations(this IEndpointRouteBuilder api) => api.MapGet("/operations", ListAsync).WithTags("operations")
        .WithSummary("What people changed, newest first; 'before' is the id after which to go on. About the last 10,000 are kept.");

    private static async Task<Results<Ok<ItemList<Operation>>, ProblemHttpResult>> ListAsync(
        int? take, string? before, OperationLog log, CancellationToken cancellationToken) =>
        before is not null && !OperationLog.IsId(before)
            ? Refusals.BadRequest("'before' must be the id of an operation.")
            : TypedResults.Ok(new ItemList<Operation>(await log.ListAsync(Math.Clamp(take ?? DefaultTake, 1, MostTake), before, cancellationToken)));
}
