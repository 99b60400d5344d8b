using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using StackExchange.Redis;

namespace Connector.Jobs.Ledger;

/// <summary>Differences that were found and not written.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Account">Its account.</param>
/// <param name="Run">The sync run it was found in; empty if unknown.</param>
/// <param name="Applied">Fingerprint and mapping version it was made from; no longer true of the entity, it is outdated.</param>
/// <param name="Reason">
/// Why it was not written: <c>proposed</c> (the mode), <c>out_of_scope</c>, <c>no_right</c> (the CRM does not let us), or a doubt about the answer: <c>other_website</c>, <c>namesake</c>,
/// <c>low_confidence</c>.
/// </param>
/// <param name="At">When.</param>
/// <param name="Fields">The field table; those decided <c>write</c> are proposed.</param>
public sealed record Proposal(
    EntityKey Entity, AccountKey Account, string Run, string Applied, string Reason, DateTimeOffset At, IReadOnlyList<FieldChange> Fields)
{
    /// <summary>What <see cref="Reason"/> means here, for people; null if it says all.</summary>
    public string? Detail { get; init; }

    /// <summary>That a person has said that it is wrong; null while it waits.</summary>
    public Rejection? Rejected { get; init; }

    /// <summary>The fields that would be written.</summary>
    [JsonIgnore]
    public IEnumerable<FieldChange> Proposed => Fields.Where(change => change.Decision == "write");
}

/// <summary>A person has said that a proposal is wrong: it is not made again before what it was made from changes.</summary>
/// <param name="By">Who.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When.</param>
/// <param name="Batch">What was rejected together.</param>
public sealed record Rejection(string By, string Why, DateTimeOffset At, string Batch)
{
    /// <summary>The reason of work on an entity that ends because of it.</summary>
    public const string Reason = "rejected";

    /// <summary>For people.</summary>
    public string Of(EntityKey entity) =>
        $"rejected by {By}: {Why}; proposed again when the {(entity.Kind == EntityKind.Contact ? "company" : "person")}'s data or the mapping changes";
}

/// <summary>A tenant's proposals in short.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Count">How many wait; at least one.</param>
/// <param name="Newest">The newest of them, a few.</param>
public sealed record WaitingProposals(string Tenant, long Count, IReadOnlyList<EntityKey> Newest);

/// <summary>What waits for a person's approval, one proposal for each entity.</summary>
public sealed class Proposals(Shard shard)
{
    private static readonly Script Propose = new("propose");
    private static readonly Script Reject = new("reject");

    /// <summary>Since when the tenant's oldest proposal waits; null if none does.</summary>
    public async Task<DateTimeOffset?> OldestAsync(string tenant, CancellationToken cancellationToken) =>
        await shard.Database.SortedSetRangeByRankWithScoresAsync(Keys.Proposals(TenantName.Check(tenant)), 0, 0).WaitAsync(cancellationToken) is [var oldest]
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)oldest.Score)
            : null;

    /// <summary>Keeps a proposal instead of the entity's earlier one, unless a person has rejected the same.</summary>
    /// <param name="pass">The pass that found it.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="applied">As <see cref="Proposal.Applied"/>.</param>
    /// <param name="reason">As <see cref="Proposal.Reason"/>.</param>
    /// <param name="detail">What the reason means here, for people; null if it says all.</param>
    /// <param name="fields">The field table.</param>
    /// <param name="anew">Whether it was asked for anew: then an earlier rejection does not count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if it was rejected: nothing has changed.</returns>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<bool> StoreAsync(
        Pass pass, EntityKey entity, string applied, string reason, string? detail, IReadOnlyList<FieldChange> fields, bool anew, CancellationToken cancellationToken)
    {
        var answer = await shard.RunAsync(
            Propose,
            cancellationToken,
            pass.Account.Tenant,
            pass.Account.Account,
            pass.Fence,
            entity.ToString(),
            applied,
            reason,
            JsonSerializer.Serialize([.. fields], JobsJson.Default.FieldChangeArray),
            Shard.Milliseconds(shard.Options.Retention),
            detail ?? "",
            anew ? 1 : 0);
        return answer.ToString() switch
        {
            "lost" => throw new LeaseLostException(pass.Account, pass.Fence),
            "rejected" => false,
            _ => true,
        };
    }

    /// <summary>The entity's proposal, or null.</summary>
    public async Task<Proposal?> FindAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var key = Keys.Proposal(TenantName.Check(tenant), entity.ToString());
        var record = new Record(await shard.Database.HashGetAllAsync(key).WaitAsync(cancellationToken));
        return record.IsEmpty
            ? null
            : new Proposal(
                entity,
                new AccountKey(tenant, record.Text("account")),
                record.Text("run"),
                record.Text("applied"),
                record.Text("reason"),
                record.Time("at"),
                JsonSerializer.Deserialize(record.Text("fields"), JobsJson.Default.FieldChangeArray)!)
            {
                Detail = record.TextOrNull("detail"),
                Rejected = RejectionOf(record),
            };
    }

    /// <summary>That the entity's proposal was rejected, and what it was made from; null if it was not.</summary>
    public async Task<(Rejection Rejection, string Applied)?> FindRejectionAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        RedisValue[] names = ["rejectedBy", "rejectedWhy", "rejectedAt", "rejectedBatch", "applied"];
        var values = await shard.Database.HashGetAsync(Keys.Proposal(TenantName.Check(tenant), entity.ToString()), names).WaitAsync(cancellationToken);
        var record = new Record([.. names.Zip(values, (name, value) => new HashEntry(name, value)).Where(field => field.Value.HasValue)]);
        return RejectionOf(record) is { } rejection ? (rejection, record.Text("applied")) : null;
    }

    /// <summary>Says that a proposal is wrong: it waits no longer, and is not made again before what it was made from changes. Again, it changes nothing.</summary>
    public Task RejectAsync(string tenant, Proposal proposal, Rejection rejection, CancellationToken cancellationToken) => MarkAsync(
        "reject", tenant, proposal, rejection,
        new EntityReport { Entity = proposal.Entity, Outcome = JobOutcome.Skipped, Reason = Rejection.Reason, Detail = rejection.Of(proposal.Entity), At = rejection.At },
        cancellationToken);

    /// <summary>Makes what a batch rejected a proposal again, if that has not changed meanwhile.</summary>
    public Task ProposeAgainAsync(string tenant, Proposal proposal, string by, DateTimeOffset at, CancellationToken cancellationToken) => MarkAsync(
        "undo", tenant, proposal, proposal.Rejected!,
        new EntityReport
        {
            Entity = proposal.Entity,
            Outcome = JobOutcome.Proposed,
            Reason = "proposed_again",
            Detail = $"{by} undid the rejection by {proposal.Rejected!.By}",
            At = at,
        },
        cancellationToken);

    /// <summary>The entities with a proposal that waits, made until then.</summary>
    public async Task<IReadOnlyList<EntityKey>> NamesAsync(string tenant, DateTimeOffset until, CancellationToken cancellationToken) =>
    [
        .. (await shard.Database.SortedSetRangeByScoreAsync(Keys.Proposals(TenantName.Check(tenant)), stop: until.ToUnixTimeMilliseconds()).WaitAsync(cancellationToken))
            .Select(entity => EntityKey.Parse(entity.ToString())),
    ];

    /// <summary>What a batch rejected and is rejected still, in the order of the entities' spelling.</summary>
    public async Task<IReadOnlyList<Proposal>> RejectedAsync(string tenant, string batch, CancellationToken cancellationToken)
    {
        var found = new List<Proposal>();
        foreach (var some in (await shard.Database.SortedSetRangeByRankAsync(Keys.Rejections(TenantName.Check(tenant))).WaitAsync(cancellationToken)).Chunk(500))
        {
            var proposals = await Task.WhenAll(some.Select(entity => FindAsync(tenant, EntityKey.Parse(entity.ToString()), cancellationToken)));
            found.AddRange(proposals.OfType<Proposal>().Where(proposal => proposal.Rejected?.Batch == batch));
        }

        return [.. found.OrderBy(proposal => proposal.Entity.ToString(), StringComparer.Ordinal)];
    }

    private static Rejection? RejectionOf(Record record) => record.TextOrNull("rejectedBatch") is { } batch
        ? new Rejection(record.Text("rejectedBy"), record.Text("rejectedWhy"), record.Time("rejectedAt"), batch)
        : null;

    private async Task MarkAsync(string how, string tenant, Proposal proposal, Rejection rejection, EntityReport report, CancellationToken cancellationToken) =>
        await shard.RunAsync(
            Reject, cancellationToken, how, TenantName.Check(tenant), proposal.Entity.ToString(), proposal.At.ToUnixTimeMilliseconds(), rejection.By, rejection.Why,
            rejection.At.ToUnixTimeMilliseconds(), rejection.Batch, JsonSerializer.Serialize(report, JobsJson.Default.EntityReport), Shard.Milliseconds(shard.Options.Retention));

    /// <summary>The tenant's proposals, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Proposal>> ListAsync(string tenant, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 500);
        var entities = await shard.Database.SortedSetRangeByRankAsync(
            Keys.Proposals(TenantName.Check(tenant)), skip, skip + take - 1, Order.Descending).WaitAsync(cancellationToken);
        var found = await Task.WhenAll(entities.Select(e => FindAsync(tenant, EntityKey.Parse(e.ToString()), cancellationToken)));
        return [.. found.OfType<Proposal>()];
    }

    /// <summary>How many wait.</summary>
    public Task<long> CountAsync(string tenant, CancellationToken cancellationToken) =>
        shard.Database.SortedSetLengthAsync(Keys.Proposals(TenantName.Check(tenant))).WaitAsync(cancellationToken);

    /// <summary>The tenants with proposals that wait, by name.</summary>
    /// <param name="newest">How many of each to name, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<WaitingProposals>> WaitingAsync(int newest, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newest, 500);
        var tenants = await shard.Database.SetMembersAsync(Keys.Proposing).WaitAsync(cancellationToken);
        var waiting = await Task.WhenAll(tenants.Select(async tenant => new WaitingProposals(
            tenant.ToString(),
            await CountAsync(tenant.ToString(), cancellationToken),
            [
                .. (await shard.Database.SortedSetRangeByRankAsync(Keys.Proposals(tenant.ToString()), 0, newest - 1, Order.Descending).WaitAsync(cancellationToken))
                    .Select(entity => EntityKey.Parse(entity.ToString())),
            ])));
        return [.. waiting.Where(one => one.Count > 0).OrderBy(one => one.Tenant, StringComparer.Ordinal)];
    }
}
