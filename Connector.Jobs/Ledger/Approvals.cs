using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Ledger;

/// <summary>What a request of kind <see cref="RequestKind.Approve"/> carries.</summary>
/// <param name="Batch">What was approved together.</param>
/// <param name="ProposedAt">The proposal that was approved, by when it was made, in ms; a later one is not what the person saw.</param>
public sealed record ApprovalDetail(string Batch, long ProposedAt)
{
    /// <summary>Reads a request's detail.</summary>
    /// <exception cref="JsonException">It is none of this kind.</exception>
    public static ApprovalDetail Parse(string? detail) =>
        JsonSerializer.Deserialize(detail ?? "", JobsJson.Default.ApprovalDetail) ?? throw new JsonException("An approval has no detail.");
}

/// <summary>Lets what was proposed be written, by a pass under the account's lease; see <see cref="JobRequests"/>.</summary>
public sealed class Approvals(Proposals proposals, JobRequests requests)
{
    /// <summary>The most proposals of one call.</summary>
    public const int Most = 5_000;

    /// <summary>Approves proposals, the newest first. What has no proposal is left out, and so is what is beyond <see cref="Most"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entities">Which; null for all that wait.</param>
    /// <param name="by">Who approves.</param>
    /// <param name="cancellationToken">Ends it; what has been submitted stays.</param>
    public async Task<Submitted> ApproveAsync(
        string tenant, IReadOnlyCollection<EntityKey>? entities, string by, CancellationToken cancellationToken)
    {
        // All are read before the first is submitted: whatever is written leaves the list, and its later pages would move.
        var approved = entities is null
            ? await ReadAllAsync(tenant, cancellationToken)
            : await ReadAsync(tenant, entities.Distinct().Take(Most), cancellationToken);
        var wished = entities?.Distinct().Count() ?? (int)Math.Max(approved.Count, await proposals.CountAsync(tenant, cancellationToken));
        var batch = JobIds.New();
        await requests.SubmitAllAsync(
            [.. approved.Select(proposal => RequestOf(tenant, proposal, batch, by))],
            new Deed(by, "approve", tenant, $"{(entities is null ? "all, " : "")}{approved.Count} proposals, batch {batch}"),
            cancellationToken);

        return new Submitted(batch, approved.Count, wished - approved.Count);
    }

    private static JobRequest RequestOf(string tenant, Proposal proposal, string batch, string by) => new()
    {
        Tenant = tenant,
        Account = proposal.Account.Account,
        Entity = proposal.Entity,
        Kind = RequestKind.Approve,
        By = by,
        Detail = JsonSerializer.Serialize(new ApprovalDetail(batch, proposal.At.ToUnixTimeMilliseconds()), JobsJson.Default.ApprovalDetail),
    };

    private async Task<List<Proposal>> ReadAllAsync(string tenant, CancellationToken cancellationToken)
    {
        var (all, count) = (new List<Proposal>(), Math.Min(Most, await proposals.CountAsync(tenant, cancellationToken)));
        for (var skip = 0; skip < count; skip += 500)
        {
            all.AddRange(await proposals.ListAsync(tenant, skip, 500, cancellationToken));
        }

        return [.. all.DistinctBy(proposal => proposal.Entity)];
    }

    private async Task<List<Proposal>> ReadAsync(string tenant, IEnumerable<EntityKey> entities, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(entities.Select(entity => proposals.FindAsync(tenant, entity, cancellationToken)));
        return [.. found.OfType<Proposal>()];
    }
}
