using System.Globalization;
using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.Reliability.Tests.Checking;

/// <summary>Where all jobs are, counted by hand from the keys that <c>Connector.Jobs/Keys.cs</c> lists, and not by the product's own audit.</summary>
internal sealed record JobCounts(long Accepted, long Finished, long Duplicates, long Waiting, long Scheduled, long Processing, long Dead, long Spooled)
{
    public long Open => Waiting + Scheduled + Processing;

    public bool IsBalanced => Accepted == Finished + Dead + Open;
}

/// <summary>A job's record.</summary>
internal sealed record Job(string Id, string EventId, string Entity, string State, string Outcome, string Reason, string Run, string Error = "");

/// <summary>Reads the job machine's keys.</summary>
internal sealed class JobMachine : IAsyncDisposable
{
    public const string Prefix = "connector:{0}:";

    private readonly ConnectionMultiplexer _redis;

    private JobMachine(ConnectionMultiplexer redis) => _redis = redis;

    /// <summary>For what is nobody else's business.</summary>
    public IDatabase Redis => _redis.GetDatabase();

    public static async Task<JobMachine> ConnectAsync(RedisServer redis) => new(await redis.ConnectAsync());

    public async Task<JobCounts> CountAsync()
    {
        // Atomic, else a job that moves between two reads is counted twice or not at all.
        var all = _redis.GetDatabase().CreateTransaction();
        var counters = all.HashGetAsync(Prefix + "counters", ["accepted", "finished", "duplicates"]);
        var waiting = all.SortedSetLengthAsync(Prefix + "waiting");
        var scheduled = all.SetLengthAsync(Prefix + "scheduled");
        var processing = all.SetLengthAsync(Prefix + "processing");
        var dead = all.SortedSetLengthAsync(Prefix + "dead");
        var spools = all.HashValuesAsync(Prefix + "spools");
        await all.ExecuteAsync();
        var counted = await counters;
        return new JobCounts(
            (long)counted[0], (long)counted[1], (long)counted[2], await waiting, await scheduled, await processing, await dead,
            (await spools).Sum(told => long.Parse(told.ToString().Split(' ')[0], CultureInfo.InvariantCulture)));
    }

    /// <summary>All records of jobs.</summary>
    public async Task<IReadOnlyList<Job>> JobsAsync()
    {
        var database = _redis.GetDatabase();
        var server = _redis.GetServers().Single();
        var jobs = new List<Job>();
        await foreach (var page in Pages(server.KeysAsync(pattern: Prefix + "job:*", pageSize: 1000)))
        {
            var read = page.Select(async key =>
            {
                var fields = await database.HashGetAsync(key, ["eventId", "entity", "state", "outcome", "reason", "run", "error"]);
                return new Job(key.ToString()[(Prefix.Length + 4)..], $"{fields[0]}", $"{fields[1]}", $"{fields[2]}", $"{fields[3]}", $"{fields[4]}", $"{fields[5]}", $"{fields[6]}");
            });
            jobs.AddRange(await Task.WhenAll(read));
        }

        // A scan may name a key twice.
        return [.. jobs.DistinctBy(job => job.Id)];
    }

    /// <summary>The jobs that a sync run lists.</summary>
    public async Task<IReadOnlyList<string>> JobsOfRunAsync(string run) =>
        [.. (await _redis.GetDatabase().ListRangeAsync($"{Prefix}run:{run}:jobs")).Select(id => id.ToString())];

    /// <summary>The lines of a sync run's history, as they are stored: <c>[ms, kind, job, text]</c>.</summary>
    public async Task<IReadOnlyList<string>> TimelineOfRunAsync(string run) =>
        [.. (await Redis.ListRangeAsync($"{Prefix}run:{run}:timeline")).Select(line => line.ToString())];

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private static async IAsyncEnumerable<List<RedisKey>> Pages(IAsyncEnumerable<RedisKey> keys)
    {
        var page = new List<RedisKey>();
        await foreach (var key in keys)
        {
            page.Add(key);
            if (page.Count == 1000)
            {
                yield return page;
                page = [];
            }
        }

        yield return page;
    }
}
