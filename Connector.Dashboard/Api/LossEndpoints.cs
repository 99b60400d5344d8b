using Connector.Dashboard.Security;
using Connector.Jobs.Epochs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Data that Redis has lost: noticed by the services, and until somebody accepts it a reason to write less.</summary>
internal static class LossEndpoints
{
    public static void MapLoss(this IEndpointRouteBuilder api)
    {
        api.MapGet("/loss", FindAsync).WithTags("loss").WithSummary("The last loss of data that was noticed, open or not; while it is open, only empty and proven fields are written.");
        api.MapChanges("/loss/accept").WithTags("loss").MapPost("", AcceptAsync)
            .WithSummary("Accepts an open loss: fields are written by the merge table again, with the ledger as it is. Without an open one it changes nothing.");
    }

    private static async Task<Ok<LossState>> FindAsync(Losses losses, CancellationToken cancellationToken) =>
        TypedResults.Ok(LossState.Of(await losses.FindAsync(cancellationToken)));

    private static async Task<Results<Ok<LossState>, ProblemHttpResult>> AcceptAsync(
        LossRequest request, Losses losses, CancellationToken cancellationToken)
    {
        if (Refusals.OfName(request.By) is { } refusal)
        {
            return refusal;
        }

        await losses.AcceptAsync(request.By!, cancellationToken);
        return await FindAsync(losses, cancellationToken);
    }
}

/// <summary>A loss is to be accepted.</summary>
/// <param name="By">1 to 100 printable characters.</param>
internal sealed record LossRequest(string? By);

/// <summary>Whether data has been lost.</summary>
/// <param name="Open">True while writing is restricted by it.</param>
/// <param name="Last">The last loss; null if there has been none.</param>
internal sealed record LossState(bool Open, DataLoss? Last)
{
    public static LossState Of(DataLoss? loss) => new(loss is { IsOpen: true }, loss);
}
