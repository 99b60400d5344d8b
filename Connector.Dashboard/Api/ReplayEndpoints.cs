using Connector.Dashboard.Security;
using Connector.Jobs;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Running ended jobs again, and closing dead letters.</summary>
internal static class ReplayEndpoints
{
    public static void MapReplay(this IEndpointRouteBuilder api)
    {
        var job = api.MapChanges("/jobs/{id}").WithTags("replay");
        job.MapPost("/replay", ReplayAsync).WithSummary("Runs an ended job again, a dead one too: recorded (the stored answer is used, free where there is one) or fresh (a new analysis, which costs).");
        var dead = api.MapChanges("/dead/{id}").WithTags("dead");
        dead.MapPost("/release", ReleaseAsync).WithSummary("Runs a dead letter again, as a new job; the dead letter is finished by that. Once, however often it is asked for.");
        dead.MapPost("/ignore", IgnoreAsync).WithSummary("Closes a dead letter about which nothing is to be done.");
    }

    private static Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAsync(
        string id, ReplayRequest request, Replays replays, CancellationToken cancellationToken) =>
        RunAsync(id, request, (job, fresh) => replays.ReplayAsync(job, fresh, request.By!, JobIds.New(), cancellationToken));

    private static Task<Results<Ok<Replayed>, ProblemHttpResult>> ReleaseAsync(
        string id, ReplayRequest request, Replays replays, CancellationToken cancellationToken) =>
        RunAsync(id, request, (job, fresh) => replays.ReleaseAsync(job, fresh, request.By!, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> IgnoreAsync(
        string id, ChangeRequest request, Replays replays, SyncRuns runs, CancellationToken cancellationToken) =>
        Refusals.OfName(request.By) is { } refusal ? refusal
        : Refusals.IdOf(id) is not { } job ? Refusals.NoJob(id)
        : await replays.IgnoreAsync(job, request.By!, cancellationToken) ? TypedResults.NoContent()
        : await runs.FindJobAsync(job, cancellationToken) is null ? Refusals.NoJob(id)
        : Conflict($"Job {job} is not a dead letter, or not any more.");

    private static async Task<Results<Ok<Replayed>, ProblemHttpResult>> RunAsync(string id, ReplayRequest request, Func<string, bool, Task<Replay>> replay)
    {
        if (Refusals.OfName(request.By) is { } refusal)
        {
            return refusal;
        }

        if (request.How is not (null or "recorded" or "fresh"))
        {
            return Refusals.BadRequest("'how' must be recorded or fresh.");
        }

        if (Refusals.IdOf(id) is not { } known)
        {
            return Refusals.NoJob(id);
        }

        var (verdict, job) = await replay(known, request.How == "fresh");
        return verdict switch
        {
            ReplayVerdict.Made => TypedResults.Ok(new Replayed(job!, true)),
            ReplayVerdict.Known => TypedResults.Ok(new Replayed(job!, false)),
            ReplayVerdict.Open => Conflict($"Job {known} has not ended yet."),
            ReplayVerdict.Unknown => Refusals.NoJob(id),
            ReplayVerdict.NotDead => Conflict($"Job {known} is not a dead letter: it can be replayed, not released."),
            _ => Conflict($"Job {known} cannot run again: it would have to be decided again, and its event is not kept any more."),
        };
    }

    private static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}

/// <summary>A job is to run again.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="How"><c>recorded</c>, which is meant if nothing is said, or <c>fresh</c>.</param>
internal sealed record ReplayRequest(string? By, string? How);

/// <summary>The new job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="New">False if it was asked for before.</param>
internal sealed record Replayed(string JobId, bool New);
