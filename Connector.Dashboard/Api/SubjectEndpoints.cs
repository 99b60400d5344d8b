using Connector.Dashboard.History;
using Connector.Dashboard.Security;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
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
            .WithSummary("Everything that is held of one contact or person. Personal data: needs the operator's key. 'snapshots', the entries of the workers' journals, is null where those are out of reach; 'missing' says which journals did not answer, and what to do.");

    private static async Task<Results<Ok<SubjectData>, ProblemHttpResult>> ExportAsync(
        string tenant, string entity, SubjectExport export, RunHistory history, Journals journals, IOptions<DashboardOptions> options, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (!EntityKey.TryParse(entity, out var key))
        {
            return Refusals.NoEntity();
        }

        JournalReading? own;
        string? directory;
        try
        {
            own = JournalOf(tenant, options.Value.SnapshotDirectory);
            directory = own is null ? null : JournalIdentity.Find(options.Value.SnapshotDirectory);
        }
        catch (JournalFailedException failed)
        {
            // Half an answer would pass for a whole one.
            return TypedResults.Problem(
                $"{failed.Message} Let this service read Dashboard:SnapshotDirectory, or unset it and look there yourself.",
                statusCode: StatusCodes.Status500InternalServerError);
        }

        if (own is not null)
        {
            response.RegisterForDispose(own);
        }

        // What is there is sent, also where something is missing: the end of the answer says what, when all has been read.
        var missing = new List<string>();
        var journal = await journals.AsFarAsTheyAnswerAsync(directory, own, missing, cancellationToken);
        return TypedResults.Ok(await export.ExportAsync(tenant, key, await history.OfAsync(tenant, key, cancellationToken), journal, missing, cancellationToken));
    }

    /// <summary>Workers make the directory when they start: until then there is nothing to look at.</summary>
    private static JournalReading? JournalOf(string tenant, string directory) =>
        !Directory.Exists(directory) ? null
        : JournalImport.IsDue(directory, tenant)
            ? throw new JournalFailedException("Snapshot files of an older version are not taken over yet: start a worker, which does that.")
        : JournalReading.Open(directory);
}
