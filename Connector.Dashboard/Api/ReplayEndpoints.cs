using Connector.Dashboard.Security;
using Connector.Jobs;
using Connector.Jobs.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Doing ended jobs over, and closing dead letters.</summary>
internal static class ReplayEndpoints
{
    public static void MapReplay(this IEndpointRouteBuilder api)
    {
        var job = api.MapChanges("/jobs/{id:guid}").WithTags("replay");
        job.MapPost("/replay", ReplayAsync).WithSummary("Does an ended job over, a dead one too: recorded (the stored answer is used, free where there is one) or fresh (a new analysis, which costs).");
        var dead = api.MapChanges("/dead/{id:guid}").WithTags("dead");
        dead.MapPost("/release", ReleaseAsync).WithSummary("Lets a dead letter be done over; it is finished thereby. Once, however often it is asked.");
        dead.MapPost("/ignore", IgnoreAsync).WithSummary("Closes a dead letter about which nothing is to be done.");
    }

    private static Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayAsync(
        Guid id, ReplayRequest request, Replays replays, CancellationToken cancellationToken) =>
        RunAsync(request, fresh => replays.ReplayAsync(IdOf(id), fresh, request.By!, JobIds.New(), cancellationToken));

    private static Task<Results<Ok<Replayed>, ProblemHttpResult>> ReleaseAsync(
        Guid id, ReplayRequest request, Replays replays, CancellationToken cancellationToken) =>
        RunAsync(request, fresh => replays.ReleaseAsync(IdOf(id), fresh, request.By!, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> IgnoreAsync(
        Guid id, ChangeRequest request, Replays replays, CancellationToken cancellationToken) =>
        Refusals.OfName(request.By) is { } refusal ? refusal
        : await replays.IgnoreAsync(IdOf(id), request.By!, cancellationToken) ? TypedResults.NoContent()
        : Conflict("This job is no dead letter, or not any more.");

    private static async Task<Results<Ok<Replayed>, ProblemHttpResult>> RunAsync(ReplayRequest request, Func<bool, Task<Replay>> replay)
    {
        if (Refusals.OfName(request.By) is { } refusal)
        {
            return refusal;
        }

        if (request.How is not (null or "recorded" or "fresh"))
        {
            return Refusals.BadRequest("'how' must be recorded or fresh.");
        }

        var (verdict, job) = await replay(request.How == "fresh");
        return verdict switch
        {
            ReplayVerdict.Made => TypedResults.Ok(new Replayed(job!, true)),
            ReplayVerdict.Known => TypedResults.Ok(new Replayed(job!, false)),
            ReplayVerdict.Open => Conflict("This job has not ended yet."),
            ReplayVerdict.Unknown => Refusals.NotFound("There is no such job, or its retention is over."),
            ReplayVerdict.NotDead => Conflict("This job is no dead letter: only an ended job's replay can be asked for."),
            _ => Conflict("This job would have to be decided again, and its event is not kept any more."),
        };
    }

    private static string IdOf(Guid id) => id.ToString("N");

    private static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}

/// <summary>A job is to be done over.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="How"><c>recorded</c>, which is meant if nothing is said, or <c>fresh</c>.</param>
internal sealed record ReplayRequest(string? By, string? How);

/// <summary>The job that does it over.</summary>
/// <param name="JobId">The job.</param>
/// <param name="New">False if it was asked for before.</param>
internal sealed record Replayed(string JobId, bool New);
