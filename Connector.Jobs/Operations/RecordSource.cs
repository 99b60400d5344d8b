using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using StackExchange.Redis;

namespace Connector.Jobs.Operations;

/// <summary>
/// Finds the contacts and persons that are named, each worked on by a job of its account: to forget what is held of them, or to enrich them. Of an erasure also all of a
/// tenant, by what is held of them.
/// </summary>
/// <remarks>
/// Counts: <c>records</c>. Of an erasure of named ones <c>steps</c>, what is known of their history, and <c>written</c>, fields that we wrote and could be undone before; of all
/// <c>leftOut</c>, records beyond <see cref="Most"/>. Of an enrichment <c>analyses</c>, the most that may be asked for.
/// </remarks>
internal sealed class RecordSource(OperationKind kind, Shard shard, Explanations explanations, SyncRuns runs) : IOperationSource
{
    /// <summary>The most records of one erasure of all.</summary>
    public const int Most = 20_000;

    private const int AtATime = 50;
    private const int KeysAtATime = 1_000;

    // What there is of an entity as long as anything is held of it.
    private static readonly string[] Traces = ["ledger", "runs-of", "answers-of", "proposal"];

    public OperationKind Kind => kind;

    public async IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (operation.Selection.All == true)
        {
            await foreach (var part in FindAllAsync(operation, after, cancellationToken))
            {
                yield return part;
            }

            yield break;
        }

        foreach (var key in operation.Selection.Keys.Where(key => string.CompareOrdinal(key.ToString(), after) > 0))
        {
            var account = await AccountOfAsync(operation.Tenant, key, cancellationToken);
            yield return new OperationPart(
                key.ToString(),
                await CountAsync(operation.Tenant, key, cancellationToken),
                [new OperationItem(key.ToString(), null, account, [], null)],
                [RequestOf(operation, key, account)]);
        }
    }

    private async IAsyncEnumerable<OperationPart> FindAllAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await HeldAsync(operation.Tenant, after, cancellationToken);
        var room = Most - (int)operation.Counts.GetValueOrDefault("records");
        foreach (var some in found.Take(room).Chunk(AtATime))
        {
            var accounts = await Task.WhenAll(some.Select(key => AccountOfAsync(operation.Tenant, key, cancellationToken)));
            yield return new OperationPart(
                some[^1].ToString(),
                new Dictionary<string, long> { ["records"] = some.Length },
                [.. some.Zip(accounts, (key, account) => new OperationItem(key.ToString(), null, account, [], null))],
                [.. some.Zip(accounts, (key, account) => RequestOf(operation, key, account))]);
        }

        if (found.Count > room)
        {
            yield return new OperationPart(found[^1].ToString(), new Dictionary<string, long> { ["leftOut"] = found.Count - room }, [], []);
        }
    }

    // Nothing lists the entities of a tenant; who erases all of them looks at every key once.
    private async Task<IReadOnlyList<EntityKey>> HeldAsync(string tenant, string after, CancellationToken cancellationToken)
    {
        var prefixes = Traces.Select(trace => $"{Keys.Prefix}{trace}:{tenant}:").ToList();
        var found = new HashSet<EntityKey>();
        long cursor = 0;
        do
        {
            var reply = (RedisResult[])(await shard.Database
                .ExecuteAsync("SCAN", cursor, "MATCH", (RedisKey)$"{Keys.Prefix}*:{tenant}:*", "COUNT", KeysAtATime).WaitAsync(cancellationToken))!;
            cursor = (long)reply[0];
            foreach (var key in ((RedisKey[])reply[1]!).Select(key => key.ToString()))
            {
                if (prefixes.Find(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix
                    && EntityKey.TryParse(key[prefix.Length..], out var entity) && entity.Id > 0)
                {
                    found.Add(entity);
                }
            }
        }
        while (cursor != 0);
        return [.. found.Where(key => string.CompareOrdinal(key.ToString(), after) > 0).OrderBy(key => key.ToString(), StringComparer.Ordinal)];
    }

    private async Task<Dictionary<string, long>> CountAsync(string tenant, EntityKey key, CancellationToken cancellationToken)
    {
        if (kind == OperationKind.Enrich)
        {
            return new() { ["records"] = 1, ["analyses"] = 1 };
        }

        var held = await explanations.ExplainAsync(tenant, key, field: null, cancellationToken);
        return new() { ["records"] = 1, ["steps"] = held.Steps.Count, ["written"] = held.Written.Count };
    }

    private JobRequest RequestOf(Operation operation, EntityKey key, string account) => new()
    {
        JobId = operation.JobOf(key.ToString()),
        Tenant = operation.Tenant,
        Account = account,
        Entity = key,
        Kind = KindOf(operation),
        By = operation.By,
    };

    private RequestKind KindOf(Operation operation) => kind == OperationKind.Erase ? RequestKind.Erase : operation.Selection.IsFresh ? RequestKind.Fresh : RequestKind.Replay;

    // A person's contact is known from where it was last worked on.
    private async Task<string> AccountOfAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        if (entity.Kind == EntityKind.Contact)
        {
            return AccountKey.OfContact(tenant, entity.Id).Account;
        }

        var known = await runs.OfAsync(tenant, entity, cancellationToken);
        return known.Count > 0 && known[^1].Run.Account is { Length: > 0 } account ? account : AccountKey.OfPerson(tenant, entity.Id).Account;
    }
}
