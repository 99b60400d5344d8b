using Connector.Dashboard.Security;
using Connector.Jobs.Bulk;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What only a worker can find out, or do to many records: a dry run first, then, by its id, for real.</summary>
internal static class BulkEndpoints
{
    public static void MapBulk(this IEndpointRouteBuilder api)
    {
        api.MapChanges("/tenants/{tenant}/adopt").WithTags("adopt").MapPost("", AdoptAsync)
            .WithSummary("Asks for a dry run of an adoption, which changes nothing: a worker reads the records that the filter names and counts whose values would become ours.");
        api.MapChanges("/tenants/{tenant}/undo/look").WithTags("undo").MapPost("", UndoAsync)
            .WithSummary("Asks for a dry run of an undo, which changes nothing: a worker asks the CRM what humans changed since. By what Redis remembers, or by the workers' journal.");
        api.MapGet("/tenants/{tenant}/bulk/{id}", FindAsync).WithTags("bulk").WithSummary("How far a bulk request is, and what it has counted.");
        api.MapChanges("/tenants/{tenant}/bulk/{id}/run").WithTags("bulk").MapPost("", RunAsync)
            .WithSummary("Does what a dry run has shown, each record as a job that looks again. Once, however often it is asked.");
    }

    private static Task<Results<Ok<BulkView>, ProblemHttpResult>> AdoptAsync(
        string tenant, AdoptionRequest request, BulkRequests bulks, SyncRuns runs, CancellationToken cancellationToken)
    {
        var filter = new AdoptionFilter(request.Contacts ?? [], request.Owners ?? [], request.Categories ?? [], request.All ?? false);
        return (filter.Problem() is { } problem ? Refusals.BadRequest(problem) : null) is { } refusal
            ? Task.FromResult<Results<Ok<BulkView>, ProblemHttpResult>>(refusal)
            : LookAsync(tenant, new BulkWish(filter, null), request.By, bulks, runs, cancellationToken);
    }

    private static Task<Results<Ok<BulkView>, ProblemHttpResult>> UndoAsync(
        string tenant, UndoLookRequest request, BulkRequests bulks, SyncRuns runs, CancellationToken cancellationToken)
    {
        var query = new UndoQuery(request.Pass, request.Run, request.Batch, request.From, request.Until, request.Entity);
        return query.Read(out var selection) is { } odd
            ? Task.FromResult<Results<Ok<BulkView>, ProblemHttpResult>>(odd)
            : LookAsync(tenant, new BulkWish(null, selection, request.FromSnapshots ?? false), request.By, bulks, runs, cancellationToken);
    }

    private static async Task<Results<Ok<BulkView>, ProblemHttpResult>> LookAsync(
        string tenant, BulkWish wish, string? by, BulkRequests bulks, SyncRuns runs, CancellationToken cancellationToken) =>
        Refusals.OfName(by) is { } refusal
            ? refusal
            : TypedResults.Ok(await ViewAsync(await bulks.LookAsync(tenant, wish, by!, cancellationToken), runs, cancellationToken));

    private static async Task<Results<Ok<BulkView>, ProblemHttpResult>> FindAsync(
        string tenant, string id, BulkRequests bulks, SyncRuns runs, CancellationToken cancellationToken) =>
        Refusals.IdOf(id) is { } known && await bulks.FindAsync(tenant, known, cancellationToken) is { } bulk
            ? TypedResults.Ok(await ViewAsync(bulk, runs, cancellationToken))
            : Unknown(id);

    private static async Task<Results<Ok<BulkView>, ProblemHttpResult>> RunAsync(
        string tenant, string id, ChangeRequest request, BulkRequests bulks, SyncRuns runs, CancellationToken cancellationToken)
    {
        if (Refusals.OfName(request.By) is { } refusal)
        {
            return refusal;
        }

        if (Refusals.IdOf(id) is not { } known)
        {
            return Unknown(id);
        }

        var (verdict, asked) = await bulks.RunAsync(tenant, known, request.By!, cancellationToken);
        return verdict switch
        {
            BulkVerdict.Asked => TypedResults.Ok(await ViewAsync(asked!, runs, cancellationToken)),
            BulkVerdict.Open => TypedResults.Problem("The dry run has not ended yet: look at it first.", statusCode: StatusCodes.Status409Conflict),
            _ => Unknown(id),
        };
    }

    private static async Task<BulkView> ViewAsync(BulkRequest bulk, SyncRuns runs, CancellationToken cancellationToken)
    {
        var job = await runs.FindJobAsync(bulk.Id, cancellationToken);
        var failed = bulk.State != BulkState.Done && job is { State: "dead" or "finished" };
        return new BulkView(
            bulk.Id, bulk.Kind.Word(), bulk.IsDryRun, bulk.By, bulk.At, bulk.Wish.ToString(),
            failed ? "failed" : bulk.State switch { BulkState.Done => "done", BulkState.Working => "working", _ => "waiting" },
            failed ? job!.Error ?? job.Reason : null, bulk.RunAs, bulk.Counts);
    }

    private static ProblemHttpResult Unknown(string id) => Refusals.NotFound($"There is no dry run {Refusals.Shown(id)}, or it is kept no longer: ask for a new one.");
}

/// <summary>A dry run of an adoption is wanted; at least one list, or all.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Contacts">Ids of contacts, at most 1,000; their persons are meant too.</param>
/// <param name="Owners">Associate ids or short names of contacts' owners, at most 1,000.</param>
/// <param name="Categories">Ids of contacts' categories, at most 1,000.</param>
/// <param name="All">True for all of the tenant's.</param>
internal sealed record AdoptionRequest(
    string? By, IReadOnlyList<int>? Contacts, IReadOnlyList<string>? Owners, IReadOnlyList<int>? Categories, bool? All);

/// <summary>A dry run of an undo is wanted; all that is given must match.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="FromSnapshots">True: by the workers' journal, whatever became of Redis.</param>
/// <param name="Pass">A pass, by its number.</param>
/// <param name="Run">A sync run.</param>
/// <param name="Batch">A batch.</param>
/// <param name="From">From this time on.</param>
/// <param name="Until">Before this time.</param>
/// <param name="Entity">Such as <c>contact:4711</c>.</param>
internal sealed record UndoLookRequest(
    string? By, bool? FromSnapshots, long? Pass, string? Run, string? Batch, string? From, string? Until, string? Entity);

/// <summary>A bulk request.</summary>
/// <param name="Id">Its id, and that of its job.</param>
/// <param name="Kind"><c>adopt</c> or <c>undo</c>.</param>
/// <param name="DryRun">True if it only counts.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="About">What it is about, for people.</param>
/// <param name="State"><c>waiting</c>, <c>working</c>, <c>done</c>, or <c>failed</c>.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="RunAs">For a dry run: the real one, if it was asked for.</param>
/// <param name="Counts">What was counted so far; what is not there is 0.</param>
internal sealed record BulkView(
    string Id, string Kind, bool DryRun, string By, DateTimeOffset At, string About, string State, string? Error, string? RunAs,
    IReadOnlyDictionary<string, long> Counts);
