using System.Globalization;
using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using StackExchange.Redis;

namespace Connector.Jobs.Bulk;

/// <summary>
/// Bulk requests: what a person asks for about many entities of a tenant, where only a worker can find out which, because only it may ask the CRM, or
/// has the journal. First a dry run, which counts; then, by its id, for real.
/// </summary>
/// <remarks>
/// Each is a job of the account <see cref="AccountOf"/>, so it has its place, a lease, a sync run, and one at a time per tenant. What it is about and
/// how far it is stands in <c>bulk:{tenant}:{id}</c>, see bulk.lua, so that a pass can go on where another ended.
/// </remarks>
public sealed class BulkRequests(Shard shard, JobRequests requests, TimeProvider time)
{
    private static readonly Script Save = new("bulk");

    /// <summary>What a bulk request's job is about: the tenant as a whole. No contact has this id.</summary>
    public static EntityKey Whole { get; } = EntityKey.Contact(0);

    /// <summary>The account of a tenant's bulk requests.</summary>
    public static AccountKey AccountOf(string tenant) => AccountKey.OfContact(tenant, 0);

    /// <summary>Asks for a dry run.</summary>
    /// <exception cref="ArgumentException">The tenant or the name is malformed, or the wish names nothing.</exception>
    public async Task<BulkRequest> LookAsync(string tenant, BulkWish wish, string by, CancellationToken cancellationToken)
    {
        if (wish.Adopt?.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(wish));
        }

        if (wish.Adopt is null && wish.Undo is null or { IsEmpty: true })
        {
            throw new ArgumentException("Say which writes to undo: of a pass, a sync run, a batch, a time or an entity.", nameof(wish));
        }

        var id = JobIds.New();
        await AskAsync(id, tenant, wish, by, dryRunOf: null, deed: null, cancellationToken);
        return (await FindAsync(tenant, id, cancellationToken))!;
    }

    /// <summary>Asks for what a dry run has shown; asking again makes no second one.</summary>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    public async Task<(BulkVerdict Verdict, BulkRequest? Request)> RunAsync(string tenant, string dryRun, string by, CancellationToken cancellationToken)
    {
        OperatorName.Check(by);
        if (await FindAsync(tenant, dryRun, cancellationToken) is not { IsDryRun: true } seen)
        {
            return (BulkVerdict.Unknown, null);
        }

        if (seen.State != BulkState.Done)
        {
            return (BulkVerdict.Open, null);
        }

        var key = Keys.Bulk(tenant, dryRun);
        await shard.Database.HashSetAsync(key, "runAs", JobIds.New(), When.NotExists).WaitAsync(cancellationToken);
        var id = (await shard.Database.HashGetAsync(key, "runAs").WaitAsync(cancellationToken)).ToString();
        if (await FindAsync(tenant, id, cancellationToken) is not { State: not BulkState.Waiting })
        {
            await AskAsync(id, tenant, seen.Wish, by, dryRun, new Deed(by, seen.Kind.Word(), tenant, Detail(seen, id)), cancellationToken);
        }

        return (BulkVerdict.Asked, await FindAsync(tenant, id, cancellationToken));
    }

    /// <summary>The request, or null if there is none, or not any more.</summary>
    public async Task<BulkRequest?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!JobRequest.IsId(id))
        {
            return null;
        }

        var record = new Record(await shard.Database.HashGetAllAsync(Keys.Bulk(TenantName.Check(tenant), id)).WaitAsync(cancellationToken));
        if (!record.Has("wish"))
        {
            return null;
        }

        var wish = JsonSerializer.Deserialize(record.Text("wish"), JobsJson.Default.BulkWish)!;
        return new BulkRequest(
            id, tenant, KindOf(wish), record.Text("by"), record.Time("at"), wish, record.TextOrNull("dryRunOf"), record.TextOrNull("runAs"),
            record.Text("state") switch { "done" => BulkState.Done, "working" => BulkState.Working, _ => BulkState.Waiting },
            record.Text("cursor"),
            record.TextOrNull("counts") is { } counts ? JsonSerializer.Deserialize(counts, JobsJson.Default.DictionaryStringInt64)! : new Dictionary<string, long>());
    }

    /// <summary>Keeps how far a pass has come.</summary>
    /// <exception cref="LeaseLostException">Another pass has the tenant's bulk requests.</exception>
    public async Task SaveAsync(
        Pass pass, string id, string cursor, IReadOnlyDictionary<string, long> counts, bool done, CancellationToken cancellationToken)
    {
        var saved = (int)await shard.RunAsync(
            Save, cancellationToken, pass.Account.Tenant, pass.Account.Account, pass.Fence, id, done ? "done" : "working", cursor,
            JsonSerializer.Serialize(new Dictionary<string, long>(counts), JobsJson.Default.DictionaryStringInt64), Shard.Milliseconds(shard.Options.Retention));
        if (saved == 0)
        {
            throw new LeaseLostException(pass.Account, pass.Fence);
        }
    }

    // The wish first: a job that finds none says so and does nothing, a wish without a job is forgotten with time.
    private async Task AskAsync(
        string id, string tenant, BulkWish wish, string by, string? dryRunOf, Deed? deed, CancellationToken cancellationToken)
    {
        var key = Keys.Bulk(TenantName.Check(tenant), id);
        await shard.Database.HashSetAsync(
            key,
            [
                new("wish", JsonSerializer.Serialize(wish, JobsJson.Default.BulkWish)), new("by", OperatorName.Check(by)),
                new("at", time.GetUtcNow().ToUnixTimeMilliseconds()), new("dryRunOf", dryRunOf ?? ""),
            ]).WaitAsync(cancellationToken);
        await shard.Database.KeyExpireAsync(key, shard.Options.Retention).WaitAsync(cancellationToken);
        await requests.SubmitAsync(
            [new JobRequest { JobId = id, Tenant = tenant, Account = AccountOf(tenant).Account, Entity = Whole, Kind = KindOf(wish), By = by }],
            deed,
            cancellationToken);
    }

    private static RequestKind KindOf(BulkWish wish) => wish.Adopt is null ? RequestKind.Undo : RequestKind.Adopt;

    private static string Detail(BulkRequest seen, string batch)
    {
        var (fields, records) = seen.Kind == RequestKind.Adopt
            ? (seen.Counts.GetValueOrDefault("wouldAdopt"), seen.Counts.GetValueOrDefault("contacts") + seen.Counts.GetValueOrDefault("persons"))
            : (seen.Counts.GetValueOrDefault("wouldRestore"), seen.Counts.GetValueOrDefault("records"));
        return string.Create(CultureInfo.InvariantCulture, $"{seen.Wish}: {fields} fields, {records} records looked at, batch {batch}");
    }
}
