using Connector.Jobs.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Why a request for a change is not understood; null if it is.</summary>
internal static class Refusals
{
    private const int LongestReason = 500;

    public static ProblemHttpResult? OfName(string? by) =>
        OperatorName.IsValid(by) ? null : BadRequest($"'by' must say who asks: 1 to {OperatorName.Longest} printable characters.");

    public static ProblemHttpResult? OfReason(string? reason, string name = "reason") =>
        string.IsNullOrWhiteSpace(reason) ? BadRequest($"'{name}' must be 1 to {LongestReason} printable characters: people will ask why.") : OfOptionalReason(reason, name);

    public static ProblemHttpResult? OfOptionalReason(string? reason, string name = "reason") =>
        reason is null || (reason.Length <= LongestReason && !reason.Any(char.IsControl))
            ? null
            : BadRequest($"'{name}' must be at most {LongestReason} printable characters.");

    public static ProblemHttpResult NoEntity() => NotFound("An entity is spelt contact:4711 or person:981.");

    /// <summary>An id as Redis has it; null if it is none, and then nothing has it.</summary>
    public static string? IdOf(string id) => Guid.TryParse(id, out var known) ? known.ToString("N") : null;

    /// <summary>What somebody sent instead of an id, short enough to be repeated.</summary>
    public static string Shown(string id) => id.Length <= 64 ? id : id[..64] + "…";

    public static ProblemHttpResult NoJob(string id) => NotFound($"There is no job {Shown(id)}. A job that has ended is kept for a limited time.");

    public static ProblemHttpResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult BadRequest(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
