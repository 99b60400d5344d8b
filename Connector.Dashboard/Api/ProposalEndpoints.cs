using Connector.Dashboard.Paging;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Differences that were found and not written, and wait for a person's approval.</summary>
internal static class ProposalEndpoints
{
    public static void MapProposals(this IEndpointRouteBuilder api)
    {
        var proposals = api.MapGroup("/tenants/{tenant}/proposals").WithTags("proposals");
        proposals.MapGet("", ListAsync).WithSummary("A tenant's proposals, newest first, one for each entity.");
        proposals.MapGet("/{entity}", FindAsync).WithSummary("The proposal for one contact or person.");
    }

    private static async Task<Ok<ProposalList>> ListAsync(
        string tenant, [AsParameters] PageQuery part, Proposals proposals, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ProposalList(
            await proposals.CountAsync(tenant, cancellationToken),
            [.. (await proposals.ListAsync(tenant, part.Page.Skip, part.Page.Take, cancellationToken)).Select(ProposalView.Of)]));

    private static async Task<Results<Ok<ProposalView>, ProblemHttpResult>> FindAsync(
        string tenant, string entity, Proposals proposals, CancellationToken cancellationToken) =>
        !EntityKey.TryParse(entity, out var key) ? Refusals.NoEntity()
        : await proposals.FindAsync(tenant, key, cancellationToken) is not { } proposal
            ? Refusals.NotFound($"Nothing is proposed for {key}: it was written, there is no difference any more, or the retention is over.")
        : proposal.Rejected is { } rejected ? Refusals.NotFound($"Nothing is proposed for {key}: {rejected.Of(key)}.")
        : TypedResults.Ok(ProposalView.Of(proposal));
}

/// <summary>A part of a tenant's proposals.</summary>
/// <param name="Total">How many wait.</param>
/// <param name="Items">Those asked for, newest first.</param>
internal sealed record ProposalList(long Total, IReadOnlyList<ProposalView> Items);

/// <summary>A proposal as the API tells it.</summary>
/// <param name="Entity">The entity, such as <c>contact:4711</c>.</param>
/// <param name="Account">Its account, such as <c>c4711</c>.</param>
/// <param name="Run">The sync run it was found in; empty if unknown.</param>
/// <param name="Applied">What it was made from; an approval for something else is refused.</param>
/// <param name="Reason"><c>proposed</c>, <c>out_of_scope</c>, <c>no_right</c>, <c>other_website</c>, <c>namesake</c> or <c>low_confidence</c>.</param>
/// <param name="Detail">The same for people, such as both websites; null if the reason says all.</param>
/// <param name="At">When.</param>
/// <param name="Fields">The field table; those decided <c>write</c> are proposed.</param>
internal sealed record ProposalView(
    EntityKey Entity, string Account, string Run, string Applied, string Reason, string? Detail, DateTimeOffset At, IReadOnlyList<FieldChange> Fields)
{
    public static ProposalView Of(Proposal proposal) => new(
        proposal.Entity, proposal.Account.Account, proposal.Run, proposal.Applied, proposal.Reason, proposal.Detail, proposal.At, proposal.Fields);
}
