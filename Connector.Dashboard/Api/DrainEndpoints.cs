using Connector.Dashboard.Security;
using Connector.Jobs.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Whether new work is begun: drained for a deployment, or not.</summary>
internal static class DrainEndpoints
{
    public static void MapDrain(this IEndpointRouteBuilder api)
    {
        api.MapGet("/drain", FindAsync).WithTags("drain").WithSummary("Whether no new work is begun, by whom and since when.");
        api.MapChanges("/drain").WithTags("drain").MapPost("", SetAsync)
            .WithSummary("Begins or ends a drain: what is under way ends, nothing new is begun, events are accepted and wait. Asking for what is so already changes nothing.");
    }

    private static async Task<Ok<DrainState>> FindAsync(Drains drains, CancellationToken cancellationToken) =>
        TypedResults.Ok(await StateAsync(drains, cancellationToken));

    private static async Task<Results<Ok<DrainState>, ProblemHttpResult>> SetAsync(DrainRequest request, Drains drains, CancellationToken cancellationToken)
    {
        if (Refusals.OfName(request.By) is { } refusal)
        {
            return refusal;
        }

        if (request.On is not { } on)
        {
            return Refusals.BadRequest("'on' must be true or false.");
        }

        _ = on ? await drains.StartAsync(request.By!, cancellationToken) : await drains.EndAsync(request.By!, cancellationToken);
        return TypedResults.Ok(await StateAsync(drains, cancellationToken));
    }

    private static async Task<DrainState> StateAsync(Drains drains, CancellationToken cancellationToken) =>
        await drains.FindAsync(cancellationToken) is { } drain ? new(true, drain.Who, drain.Since) : new(false, null, null);
}

/// <summary>A drain is to begin or to end.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="On">True to begin.</param>
internal sealed record DrainRequest(string? By, bool? On);

/// <summary>Whether no new work is begun.</summary>
/// <param name="On">True while drained.</param>
/// <param name="Who">Who began it.</param>
/// <param name="Since">Since when.</param>
internal sealed record DrainState(bool On, string? Who, DateTimeOffset? Since);
