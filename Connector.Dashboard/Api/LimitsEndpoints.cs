using Connector.Dashboard.Security;
using Connector.Jobs.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What may be done to a tenant, its limits: its mode, its write stop, the brake, what was written.</summary>
internal static class LimitsEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tenants/{tenant}/limits", FindAsync).WithTags("limits")
            .WithSummary("A tenant's mode, who set it and why, write stops, and accounts written. The mode in the worker's settings is not known here: the lower of both counts.");
        api.MapChanges("/tenants/{tenant}/mode").WithTags("limits").MapPost("", SetAsync)
            .WithSummary("Raises or lowers the mode, also after the brake; never above the worker's settings. Asking for what is so already changes nothing.");
    }

    private static async Task<Ok<SetLimits>> FindAsync(string tenant, TenantModes modes, CancellationToken cancellationToken) =>
        TypedResults.Ok(await modes.ReadAsync(tenant, cancellationToken));

    private static async Task<Results<Ok<SetLimits>, ProblemHttpResult>> SetAsync(
        string tenant, ModeRequest request, TenantModes modes, CancellationToken cancellationToken)
    {
        if ((Refusals.OfName(request.By) ?? Refusals.OfReason(request.Reason)) is { } refusal)
        {
            return refusal;
        }

        if (Parse(request.Mode) is not { } mode)
        {
            return Refusals.BadRequest("'mode' must be observe, propose or write.");
        }

        // Each does nothing if the mode lies in the other direction. Lowering comes first: it is what must not fail.
        _ = await modes.LowerAsync(tenant, mode, request.By!, request.Reason!, cancellationToken)
            || await modes.RaiseAsync(tenant, mode, request.By!, request.Reason!, cancellationToken);
        return TypedResults.Ok(await modes.ReadAsync(tenant, cancellationToken));
    }

    private static TenantMode? Parse(string? word) => word switch
    {
        "observe" => TenantMode.Observe,
        "propose" => TenantMode.Propose,
        "write" => TenantMode.Write,
        _ => null,
    };
}

/// <summary>A tenant's mode is to be raised or lowered.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Mode"><c>observe</c>, <c>propose</c> or <c>write</c>.</param>
/// <param name="Reason">Why: 1 to 500 printable characters.</param>
internal sealed record ModeRequest(string? By, string? Mode, string? Reason);
