using Connector.Dashboard.Security;
using Connector.Jobs.Accounts;
using Connector.Jobs.Subjects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard.Api;

/// <summary>What is held of one contact or person, for requests for access.</summary>
internal static class SubjectEndpoints
{
    /// <summary><c>GET …/subjects/{tenant}/person:981</c>.</summary>
    public static void MapSubjects(this IEndpointRouteBuilder api) =>
        api.MapGet("/subjects/{tenant}/{entity}", ExportAsync).ForOperatorsOnly().WithTags("subjects")
            .WithSummary("Everything that is held of one contact or person. Personal data: needs the operator's key. 'snapshots' is null where the workers' snapshot files are out of reach.");

    private static async Task<Results<Ok<SubjectData>, ProblemHttpResult>> ExportAsync(
        string tenant, string entity, SubjectExport export, IOptions<DashboardOptions> options, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (Refusals.Of(tenant) is { } refusal)
        {
            return refusal;
        }

        if (!EntityKey.TryParse(entity, out var key))
        {
            return Refusals.NoEntity();
        }

        // Workers make the directory when they first write: until then there is nothing to look at.
        var snapshots = Directory.Exists(options.Value.SnapshotDirectory) ? options.Value.SnapshotDirectory : null;
        try
        {
            return TypedResults.Ok(await export.ExportAsync(tenant, key, snapshots, cancellationToken));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Half an answer would pass for a whole one.
            return TypedResults.Problem(
                $"The snapshot files in Dashboard:SnapshotDirectory cannot be read ({failed.GetType().Name}): let this service read them, or unset it and look there yourself.",
                statusCode: StatusCodes.Status500InternalServerError);
        }
    }
}
