using Connector.Dashboard.Paging;
using Connector.Jobs.Spend;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What enriching costs.</summary>
internal static class SpendEndpoints
{
    public static void MapSpend(this IEndpointRouteBuilder api) =>
        api.MapGet("/spend", ListAsync).WithTags("spend").WithSummary("What each tenant has spent in its present day, and its caps.");

    private static async Task<Ok<ItemList<SpendToday>>> ListAsync([AsParameters] PageQuery part, SpendBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(part.Of(await book.TodayAsync(cancellationToken)));
}
