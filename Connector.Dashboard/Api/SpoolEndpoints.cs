using Connector.Dashboard.Paging;
using Connector.Jobs.Intake;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Events that were answered and are on an ingress' disk.</summary>
internal static class SpoolEndpoints
{
    public static void MapSpools(this IEndpointRouteBuilder api) => api.MapGet("/spools", ListAsync).WithTags("spools")
        .WithSummary("The spools that hold events, the fullest first; an empty one is not listed.");

    private static async Task<Ok<ItemList<SpoolCount>>> ListAsync([AsParameters] PageQuery part, SpoolCounts spools, CancellationToken cancellationToken) =>
        TypedResults.Ok(part.Of(await spools.ListAsync(cancellationToken)));
}
