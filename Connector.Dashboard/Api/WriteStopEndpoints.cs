using Connector.Dashboard.Security;
using Connector.Jobs.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Write stops: of one tenant, and of all. One does not lift the other. Effective before the next PATCH.</summary>
internal static class WriteStopEndpoints
{
    public static void MapWriteStop(this IEndpointRouteBuilder api)
    {
        api.MapGet("/write-stop", FindAsync).WithTags("limits").WithSummary("Whether the writes to all tenants are stopped, by whom, since when and why.");
        api.MapChanges("/write-stop").WithTags("limits").MapPost("", SetAllAsync)
            .WithSummary("Stops the writes to all tenants, or lifts that stop; a tenant's own stop stays. Asking for what is so already changes nothing.");
        api.MapChanges("/tenants/{tenant}/write-stop").WithTags("limits").MapPost("", SetAsync)
            .WithSummary("Stops the writes to a tenant, or lifts that stop; the stop of all stays. Asking for what is so already changes nothing.");
    }

    private static async Task<Ok<WriteStopState>> FindAsync(TenantModes modes, CancellationToken cancellationToken) =>
        TypedResults.Ok(WriteStopState.Of(await modes.FindStopOfAllAsync(cancellationToken)));

    private static async Task<Results<Ok<WriteStopState>, ProblemHttpResult>> SetAllAsync(
        WriteStopRequest request, TenantModes modes, CancellationToken cancellationToken) =>
        RefusalOf(request) is { } refusal ? refusal : await ChangeAsync(null, request, modes, cancellationToken);

    private static async Task<Results<Ok<SetLimits>, ProblemHttpResult>> SetAsync(
        string tenant, WriteStopRequest request, TenantModes modes, CancellationToken cancellationToken)
    {
        if (RefusalOf(request) is { } refusal)
        {
            return refusal;
        }

        await ChangeAsync(tenant, request, modes, cancellationToken);
        return TypedResults.Ok(await modes.ReadAsync(tenant, cancellationToken));
    }

    private static async Task<Ok<WriteStopState>> ChangeAsync(string? tenant, WriteStopRequest request, TenantModes modes, CancellationToken cancellationToken)
    {
        _ = request.On == true
            ? await modes.StopWritesAsync(tenant, request.By!, request.Reason ?? "", cancellationToken)
            : await modes.AllowWritesAsync(tenant, request.By!, request.Reason ?? "", cancellationToken);
        return await FindAsync(modes, cancellationToken);
    }

    private static ProblemHttpResult? RefusalOf(WriteStopRequest request) =>
        Refusals.OfName(request.By) ?? Refusals.OfOptionalReason(request.Reason)
        ?? (request.On is null ? Refusals.BadRequest("'on' must be true or false.") : null);
}

/// <summary>Writes are to be stopped or allowed again.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="On">True to stop.</param>
/// <param name="Reason">Why: at most 500 printable characters. May be left out: in an emergency it must not be in the way.</param>
internal sealed record WriteStopRequest(string? By, bool? On, string? Reason);

/// <summary>Whether the writes to all tenants are stopped.</summary>
/// <param name="On">True while stopped.</param>
/// <param name="By">Who stopped them; null if it was done by hand, without saying.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">Since when.</param>
internal sealed record WriteStopState(bool On, string? By, string? Reason, DateTimeOffset? At)
{
    public static WriteStopState Of(WriteStop? stop) => new(stop is not null, stop?.By, stop?.Reason, stop?.At);
}
