using Connector.Jobs;
using Connector.Jobs.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Why a request for a change is not understood; null if it is.</summary>
internal static class Refusals
{
    private const int LongestReason = 500;

    public static ProblemHttpResult? Of(string tenant) =>
        TenantName.IsValid(tenant) ? null : BadRequest("A tenant is named by 1 to 64 letters, digits, '-' and '_', such as Cust12345.");

    public static ProblemHttpResult? OfName(string? by) =>
        OperatorName.IsValid(by) ? null : BadRequest($"'by' must say who asks: 1 to {OperatorName.Longest} printable characters.");

    public static ProblemHttpResult? Of(string tenant, string? by) => Of(tenant) ?? OfName(by);

    public static ProblemHttpResult? OfReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? BadRequest($"'reason' must be 1 to {LongestReason} printable characters: people will ask why.") : OfOptionalReason(reason);

    public static ProblemHttpResult? OfOptionalReason(string? reason) =>
        reason is null || (reason.Length <= LongestReason && !reason.Any(char.IsControl))
            ? null
            : BadRequest($"'reason' must be at most {LongestReason} printable characters.");

    public static ProblemHttpResult NoEntity() => NotFound("An entity is spelt contact:4711 or person:981.");

    public static ProblemHttpResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult BadRequest(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
