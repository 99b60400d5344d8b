using Connector.Jobs.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Whether anything is lost. Always 200: <c>balanced</c> and <c>findings</c> say so, whoever asks decides what to do about it.</summary>
internal static class AuditEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static void MapAudit(this IEndpointRouteBuilder api) => api.MapGet("/audit", AuditAsync).WithTags("audit")
        .WithSummary("Where all jobs are. With deep=true everything is walked, for a minute at most; one walk at a time, others get 429.")
        .Produces<AuditReport>().Produces<DeepAuditReport>();

    private static async Task<Results<Ok<AuditReport>, Ok<DeepAuditReport>, ProblemHttpResult>> AuditAsync(
        bool? deep, HttpResponse response, JobAudit audit, DeepAudit deepAudit, DeepAuditTurn turn, CancellationToken cancellationToken)
    {
        if (deep != true)
        {
            return TypedResults.Ok(await audit.CountAsync(cancellationToken));
        }

        using var mine = turn.TryTake();
        if (mine is null)
        {
            response.Headers.RetryAfter = "10";
            return TypedResults.Problem("Another deep audit is under way. Ask again when it has ended.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        return TypedResults.Ok(await deepAudit.RunAsync(Longest, cancellationToken));
    }
}
