using System.ComponentModel.DataAnnotations;
using Connector.Dashboard.Paging;
using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Why a record's fields hold what they hold.</summary>
internal static class ExplainEndpoints
{
    /// <summary><c>GET …/explain/{tenant}/contact:4711?field=vertical</c>; without <c>field</c>, all fields.</summary>
    public static void MapExplain(this IEndpointRouteBuilder api) =>
        api.MapGet("/explain/{tenant}/{entity}", ExplainAsync).WithTags("explain")
            .WithSummary("Why the fields of a contact or person hold what they hold, from the event to the human who overrode it; the last 500 steps, or fewer with 'take'.");

    private static async Task<Results<Ok<Explanation>, ProblemHttpResult>> ExplainAsync(
        string tenant, string entity, string? field, [Range(1, PageQuery.MostTake)] int? take, Explanations explanations, CancellationToken cancellationToken) =>
        EntityKey.TryParse(entity, out var key)
            ? TypedResults.Ok((await explanations.ExplainAsync(tenant, key, field, cancellationToken)).Last(take ?? PageQuery.MostTake))
        : Refusals.NoEntity();
}
