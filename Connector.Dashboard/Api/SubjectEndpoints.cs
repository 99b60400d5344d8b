using Connector.Dashboard.Security;
using Connector.Jobs.Accounts;
using Connector.Jobs.Subjects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What is held of one contact or person, for requests for access.</summary>
internal static class SubjectEndpoints
{
    /// <summary><c>GET …/subjects/{tenant}/person:981</c>.</summary>
    public static void MapSubjects(this IEndpointRouteBuilder api) =>
        api.MapGet("/subjects/{tenant}/{entity}", ExportAsync).ForOperatorsOnly().WithTags("subjects")
            .WithSummary("Everything that Redis holds of one contact or person. Personal data: needs the operator's key. The workers' snapshot files are not included.");

    private static async Task<Results<Ok<SubjectData>, ProblemHttpResult>> ExportAsync(
        string tenant, string entity, SubjectExport export, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        return Refusals.Of(tenant) is { } refusal ? refusal
            : EntityKey.TryParse(entity, out var key) ? TypedResults.Ok(await export.ExportAsync(tenant, key, snapshotDirectory: null, cancellationToken))
            : Refusals.NoEntity();
    }
}
