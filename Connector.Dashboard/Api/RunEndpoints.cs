using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Connector.Dashboard.History;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Sync runs and their jobs.</summary>
internal static partial class RunEndpoints
{
    private const int MostInTable = 10_000;

    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        api.MapGet("/runs", ListAsync).WithTags("runs").AddOpenApiOperationTransformer(RunDescription.AddAsync)
            .WithSummary("Sync runs, the last changed first. 'next' goes on as 'after', whatever came in meanwhile. 'counts' are of all that match but for 'status', up to 2,000 of each. Other orders are made of the newest 10,000 that match.");
        api.MapGet("/runs.csv", TableAsync).WithTags("runs").AddOpenApiOperationTransformer(RunDescription.AddAsync)
            .WithSummary("The same as comma-separated values, 10,000 at most, whatever 'take' says; the header Link leads to the next.");
        api.MapGet("/runs/{id}", FindAsync).WithTags("runs")
            .WithSummary("One sync run with its jobs, reports and timeline. Of the id, four characters suffice, if no other begins so.");
        api.MapGet("/jobs/{id}", FindJobAsync).WithTags("runs").WithSummary("One job.");
    }

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> ListAsync(
        [AsParameters] RunAddress address, RunHistory history, TimeProvider time, CancellationToken cancellationToken)
    {
        var (query, problem) = address.Read(time.GetUtcNow());
        if (query is null)
        {
            return Refusals.BadRequest(problem!);
        }

        var found = await history.ListAsync(query, cancellationToken);
        return TypedResults.Ok(new RunAnswer(found.Items, found.Next?.ToString(), found.Previous?.ToString(), found.Counts, history.IsBehind));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TableAsync(
        [AsParameters] RunAddress address, RunHistory history, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var (query, problem) = address.Read(time.GetUtcNow());
        if (query is null)
        {
            return Refusals.BadRequest(problem!);
        }

        var found = await history.ListAsync(query with { Take = MostInTable }, cancellationToken);
        if (found.Next is { } next)
        {
            var others = context.Request.Query.Where(one => one.Key != "after").SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value));
            context.Response.Headers.Link = $"<{QueryString.Create([.. others, KeyValuePair.Create("after", (string?)next.ToString())])}>; rel=\"next\"";
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(RunTable.Of(found.Items)), "text/csv; charset=utf-8", "runs.csv");
    }

    private static async Task<Results<Ok<SyncRunDetails>, ProblemHttpResult>> FindAsync(string id, RunHistory history, CancellationToken cancellationToken)
    {
        var known = Refusals.IdOf(id) ?? id.ToLowerInvariant();
        if (Ids().IsMatch(known))
        {
            if (await history.FindAsync(known, cancellationToken) is { } run)
            {
                return TypedResults.Ok(run);
            }

            var meant = await history.IdsFromAsync(known, cancellationToken);
            if (meant.Count > 1)
            {
                return Refusals.BadRequest($"Several sync runs begin with {Refusals.Shown(id)}: {string.Join(", ", meant)}. Say more of the id.");
            }

            if (meant.Count == 1 && await history.FindAsync(meant[0], cancellationToken) is { } only)
            {
                return TypedResults.Ok(only);
            }
        }

        return Refusals.NotFound($"There is no sync run {Refusals.Shown(id)}. Runs are kept for a limited time.");
    }

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> FindJobAsync(string id, SyncRuns runs, CancellationToken cancellationToken) =>
        Refusals.IdOf(id) is { } known && await runs.FindJobAsync(known, cancellationToken) is { } job ? TypedResults.Ok(job) : Refusals.NoJob(id);

    // A run is called after its first job, unless that has moved on.
    [GeneratedRegex("^[0-9a-f]{4,32}(-moved){0,16}$")]
    private static partial Regex Ids();
}

/// <summary>A part of the list of runs.</summary>
/// <param name="Items">The runs.</param>
/// <param name="Next">What <c>after</c> must say for the next part; left out if there is none.</param>
/// <param name="Previous">The same for the part before it.</param>
/// <param name="Counts">How many there are of each status, whatever <c>status</c> asks for; 2,000 means that many or more.</param>
/// <param name="IsBehind">Whether Redis holds runs that are not among them yet, since the history is being read anew, or Redis does not answer.</param>
internal sealed record RunAnswer(
    IReadOnlyList<SyncRun> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Previous,
    IReadOnlyDictionary<SyncRunStatus, int> Counts,
    bool IsBehind);
