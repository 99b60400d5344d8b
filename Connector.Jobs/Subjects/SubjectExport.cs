using System.Text.Json.Nodes;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.Jobs.Runs;
using Connector.Jobs.Undo;
using StackExchange.Redis;

namespace Connector.Jobs.Subjects;

/// <summary>
/// Gathers what is held of an entity. Jobs are found by the index of its runs; those it does not lead to (the index keeps 200 runs, and a moved
/// person's run may be another's) and answers are looked for among all keys, up to <see cref="MostKeys"/> of them. Reads only, no lease: what
/// changes meanwhile may be told as it was before or after.
/// </summary>
public sealed class SubjectExport(Shard shard, SyncRuns runs, Proposals proposals, WriteHistory history)
{
    /// <summary>The most keys that one export looks at.</summary>
    public const int MostKeys = 2_000_000;

    private const int Page = 1000;

    /// <summary>Gathers it; of an entity nobody knows the lists are empty.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="older">Runs that Redis may not hold any more, or holds as well.</param>
    /// <param name="journal">The workers' journals, open until all is read; null if they are out of reach.</param>
    /// <param name="missing">Says which of them are missing, once all is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SubjectData> ExportAsync(
        string tenant, EntityKey entity, IReadOnlyList<SyncRunDetails> older, IJournalSource? journal, IReadOnlyCollection<string> missing, CancellationToken cancellationToken)
    {
        TenantName.Check(tenant);
        var (found, isComplete) = await ScanAsync(tenant, entity, cancellationToken);
        var details = await runs.OfAsync(tenant, entity, cancellationToken);
        foreach (var job in details.SelectMany(r => r.Jobs).Where(j => IsOf(j, tenant, entity)))
        {
            found.Jobs.Add(job.Id);
        }

        return new SubjectData(
            tenant,
            entity.ToString(),
            await HashAsync(Keys.Ledger(tenant, entity), cancellationToken),
            await AnswersAsync(tenant, entity, found.Answers, cancellationToken),
            await ReservationsAsync(found.Reservations, cancellationToken),
            await proposals.FindAsync(tenant, entity, cancellationToken),
            await JobsAsync(found.Jobs, cancellationToken),
            [.. older.ExceptBy(details.Select(run => run.Run.Id), run => run.Run.Id).Concat(details).Select(run => RunOf(run, tenant, entity))],
            await WritesAsync(tenant, entity, cancellationToken),
            journal?.OfAsync(tenant, [entity], cancellationToken))
        {
            IsComplete = isComplete,
            Operations = await OperationsAsync(tenant, entity, cancellationToken),
            Missing = missing,
        };
    }

    private static SubjectRun RunOf(SyncRunDetails run, string tenant, EntityKey entity)
    {
        var own = run.Jobs.Where(j => IsOf(j, tenant, entity)).Select(j => j.Id).ToHashSet(StringComparer.Ordinal);
        return new SubjectRun(
            run.Run.Id,
            run.Run.Name,
            run.Run.Owner,
            [.. run.Reports.Where(r => r.Entity == entity)],
            [.. run.Timeline.Where(t => t.Job is { } job && own.Contains(job))]);
    }

    private static bool IsOf(JobView job, string tenant, EntityKey entity) => job.Tenant == tenant && job.Entity == entity.ToString();

    /// <summary>Looks at every key once. Records of jobs are asked for their entity in one round trip a page.</summary>
    private async Task<(Found Found, bool IsComplete)> ScanAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var found = new Found();
        var (answers, reservations) = ($"{Keys.Prefix}answer:{tenant}:{entity}:", $"{Keys.Prefix}reservation:{tenant}:{entity}:");
        var looked = 0;
        long cursor = 0;
        do
        {
            var reply = (RedisResult[])(await shard.Database.ExecuteAsync("SCAN", cursor, "MATCH", (RedisKey)$"{Keys.Prefix}*", "COUNT", Page).WaitAsync(cancellationToken))!;
            cursor = (long)reply[0];
            var keys = ((RedisKey[])reply[1]!).Select(k => k.ToString()).ToList();
            looked += keys.Count;
            found.Answers.UnionWith(keys.Where(k => k.StartsWith(answers, StringComparison.Ordinal)));
            found.Reservations.UnionWith(keys.Where(k => k.StartsWith(reservations, StringComparison.Ordinal)));
            var jobs = keys.Where(k => k.StartsWith(Keys.Job(""), StringComparison.Ordinal)).ToList();
            var whose = await Task.WhenAll(jobs.Select(k => shard.Database.HashGetAsync(k, ["tenant", "entity"]))).WaitAsync(cancellationToken);
            found.Jobs.UnionWith(jobs.Where((_, i) => whose[i][0] == tenant && whose[i][1] == entity.ToString()).Select(k => k[Keys.Job("").Length..]));
        }
        while (cursor != 0 && looked < MostKeys);
        return (found, cursor == 0);
    }

    private async Task<Dictionary<string, JsonNode?>> AnswersAsync(
        string tenant, EntityKey entity, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var prefix = Keys.Answer(tenant, entity, "").Length;
        foreach (var key in keys)
        {
            if ((byte[]?)await shard.Database.StringGetAsync(key).WaitAsync(cancellationToken) is { } stored)
            {
                answers[key[prefix..]] = SubjectData.Readable(stored);
            }
        }

        return answers;
    }

    private async Task<Dictionary<string, IReadOnlyDictionary<string, string>>> ReservationsAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var reservations = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            reservations[key[(key.LastIndexOf(':') + 1)..]] = await HashAsync(key, cancellationToken);
        }

        return reservations;
    }

    private async Task<Dictionary<string, JsonNode?>> OperationsAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var operations = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var id in await shard.Database.SetMembersAsync(Keys.OperationsOf(tenant, entity.ToString())).WaitAsync(cancellationToken))
        {
            if ((byte[]?)await shard.Database.HashGetAsync(Keys.Operation(tenant, id.ToString()), $"item:{entity}").WaitAsync(cancellationToken) is { } stored)
            {
                operations[id.ToString()] = SubjectData.Readable(stored);
            }
        }

        return operations;
    }

    private async Task<IReadOnlyList<SubjectJob>> JobsAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var jobs = new List<SubjectJob>();
        foreach (var id in ids)
        {
            var record = await HashAsync(Keys.Job(id), cancellationToken);
            var body = (byte[]?)await shard.Database.StringGetAsync(Keys.Body(id)).WaitAsync(cancellationToken);
            if (record.Count > 0)
            {
                jobs.Add(new SubjectJob(id, record, body is null ? null : SubjectData.Readable(body)));
            }
        }

        return [.. jobs.OrderBy(j => j.Record.GetValueOrDefault("receivedAt", ""), StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<WriteRecord>> WritesAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var writes = new List<WriteRecord>();
        await foreach (var write in history.ReadAsync(tenant, cancellationToken))
        {
            if (write.Entity == entity)
            {
                writes.Add(write);
            }
        }

        return writes;
    }

    private async Task<IReadOnlyDictionary<string, string>> HashAsync(string key, CancellationToken cancellationToken) =>
        (await shard.Database.HashGetAllAsync(key).WaitAsync(cancellationToken)).ToDictionary(e => e.Name.ToString(), e => e.Value.ToString(), StringComparer.Ordinal);

    private sealed class Found
    {
        public HashSet<string> Answers { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Reservations { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Jobs { get; } = new(StringComparer.Ordinal);
    }
}
