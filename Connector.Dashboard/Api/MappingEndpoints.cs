using Connector.Jobs.Mapping;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>How a tenant's mapping meets its published layout.</summary>
internal static class MappingEndpoints
{
    public static void MapMapping(this IEndpointRouteBuilder api) =>
        api.MapGet("/tenants/{tenant}/mapping", FindAsync).WithTags("mapping")
            .WithSummary("Every mapped field: whether it works, what is the matter with it, and what may have been meant.");

    private static async Task<Results<Ok<MappingReport>, ProblemHttpResult>> FindAsync(
        string tenant, MappingReports reports, CancellationToken cancellationToken) =>
        await reports.FindAsync(tenant, cancellationToken) is { } report ? TypedResults.Ok(report)
        : Refusals.NotFound($"The mapping of {tenant} has not been checked yet: a worker checks it before the tenant's first work. Is one running, and is the tenant set up there?");
}
