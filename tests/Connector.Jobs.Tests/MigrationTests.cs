using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>Data of layout 1, where waiting events were in a stream, becomes data of layout 2: whole, whoever dies meanwhile and whoever else fills the stream.</summary>
public sealed class MigrationTests(RedisFixture redis)
{
    private const string Prefix = Machine.Prefix;

    private static CancellationToken Cancel => Machine.Cancellation;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 3)]
    [InlineData(1_200, 0)]
    [InlineData(1_200, 150)]
    public async Task Every_waiting_event_is_decided_once_and_in_its_order(int waiting, int inHand)
    {
        await using var machine = await OfLayout1Async(waiting, inHand, "A", "B", "C");
        var expected = await EntriesAsync(machine);

        await machine.Layout.EnsureAsync(starting: true, Cancel);

        Assert.Equal(2, (int)await machine.Redis.HashGetAsync(Prefix + "layout", "version"));
        Assert.False(await machine.Redis.KeyExistsAsync(Prefix + "events"));
        Assert.Equal(waiting, (await machine.BalancedAsync()).Waiting);
        Assert.Empty((await new AuditedMachine(machine).AuditAsync()).Findings);
        var decided = await DecideAllAsync(machine);
        Assert.Equal(expected.Order(StringComparer.Ordinal), decided.Select(job => job.JobId).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Take(inHand).Order(StringComparer.Ordinal), decided.Take(inHand).Select(job => job.JobId));
        Assert.All(decided.Skip(inHand).GroupBy(job => job.Tenant, job => job.JobId), jobs => Assert.Equal(expected.Where(jobs.Contains), jobs));
    }

    /// <summary>Each call is a process that is killed after it; audited in depth after each, with events decided meanwhile.</summary>
    [Fact]
    public async Task It_may_be_broken_off_after_any_step_and_two_may_be_at_it()
    {
        await using var machine = await OfLayout1Async(waiting: 2_300, inHand: 40, "A", "B");
        await using var other = new Machine(await ConnectionMultiplexer.ConnectAsync(machine.Connection.Configuration));
        var audited = new AuditedMachine(machine);
        var expected = await EntriesAsync(machine);
        var decided = new List<string>();

        for (var left = true; left;)
        {
            var steps = await Task.WhenAll(StepAsync(machine), StepAsync(other));
            left = steps.All(moved => moved > 0);
            Assert.Equal(left ? 1 : 2, (int)await machine.Redis.HashGetAsync(Prefix + "layout", "version"));
            Assert.Equal(2_300, (await machine.BalancedAsync()) is var audit ? audit.Waiting + audit.Finished : 0);
            Assert.Empty((await audited.AuditAsync()).Findings);
            foreach (var job in await machine.Waiting.ReadAsync(300, Cancel))
            {
                decided.Add(job.JobId);
                await machine.Waiting.SkipAsync(job, Decision(job), Cancel);
            }
        }

        decided.AddRange((await DecideAllAsync(machine)).Select(job => job.JobId));
        Assert.Equal(expected.Order(StringComparer.Ordinal), decided.Order(StringComparer.Ordinal));
        Assert.Equal(2_300, (await machine.BalancedAsync()).Finished);
    }

    [Fact]
    public async Task An_ingress_of_the_version_before_goes_on_filling_the_stream_and_its_events_are_moved_too()
    {
        await using var machine = await OfLayout1Async(waiting: 2, inHand: 0, "A");
        await machine.Layout.EnsureAsync(starting: true, Cancel);

        var late = await AcceptAsLayout1Async(machine, "A");
        Assert.Equal(3, (await machine.BalancedAsync()).Waiting);
        Assert.Equal(1, await machine.Layout.MigrateAsync(Cancel));
        Assert.Equal(0, await machine.Layout.MigrateAsync(Cancel));

        Assert.Equal(late, (await DecideAllAsync(machine))[^1].JobId);
        Assert.False(await machine.Redis.KeyExistsAsync(Prefix + "events"));
    }

    [Fact]
    public async Task Whoever_had_an_event_in_hand_in_the_version_before_finds_its_entry_gone()
    {
        await using var machine = await OfLayout1Async(waiting: 1, inHand: 1, "A");
        var entry = (await machine.Redis.StreamRangeAsync(Prefix + "events"))[0].Id;
        await machine.Layout.EnsureAsync(starting: true, Cancel);

        // Its first step, and if it says 0, its last.
        Assert.Equal(0, await machine.Redis.StreamDeleteAsync(Prefix + "events", [entry]));
        Assert.Single(await DecideAllAsync(machine));
    }

    [Fact]
    public async Task An_event_that_ended_five_deciders_of_the_version_before_is_buried_and_so_is_one_whose_record_is_lost()
    {
        await using var machine = await OfLayout1Async(waiting: 3, inHand: 1, "A");
        var entries = await EntriesAsync(machine);
        await machine.Redis.HashSetAsync($"{Prefix}job:{entries[0]}", "deliveries", WaitingEvents.MostDeliveries);
        await machine.Redis.KeyDeleteAsync([$"{Prefix}job:{entries[2]}", $"{Prefix}body:{entries[2]}"]);

        await machine.Layout.EnsureAsync(starting: true, Cancel);

        Assert.Equal([entries[1]], (await DecideAllAsync(machine)).Select(job => job.JobId));
        Assert.Equal(2, (await machine.BalancedAsync()).Dead);
        Assert.Equal("undecidable", (await machine.Runs.FindJobAsync(entries[0], Cancel))!.Reason);
        Assert.Equal("lost", (await machine.Runs.FindJobAsync(entries[2], Cancel))!.Reason);
    }

    [Fact]
    public async Task Another_profiles_data_stays_as_it_is()
    {
        await using var machine = await OfLayout1Async(waiting: 2, inHand: 1, "A");
        await machine.Redis.HashSetAsync(Prefix + "layout", "profile", "another");
        var before = await machine.SnapshotAsync();

        await Assert.ThrowsAsync<UnsafeRedisException>(() => machine.Layout.EnsureAsync(starting: true, Cancel));

        Assert.Equal(before, await machine.SnapshotAsync());
    }

    private static async Task<int> StepAsync(Machine machine) =>
        (int)await machine.Shard.RunAsync(new Script("migrate"), Cancel, Keys.LayoutVersion, 500);

    private static JobDecision Decision(WaitingJob job) => Machine.Process(7, tenant: job.Tenant) with { Reason = "echo" };

    private static async Task<IReadOnlyList<string>> EntriesAsync(Machine machine) =>
        [.. (await machine.Redis.StreamRangeAsync(Prefix + "events")).Select(entry => entry["job"].ToString())];

    private static async Task<List<WaitingJob>> DecideAllAsync(Machine machine)
    {
        var decided = new List<WaitingJob>();
        while ((await machine.BalancedAsync()).Waiting > 0)
        {
            var jobs = await machine.Waiting.ReadAsync(100, Cancel);
            await machine.Waiting.DecideAsync([.. jobs.Select(job => DecidedJob.Skip(job, Decision(job)))], Cancel);
            decided.AddRange(jobs);
        }

        return decided;
    }

    /// <summary>A Redis of layout 1 with jobs in all places, the waiting ones of these tenants in turns, the first of them in a decider's hand.</summary>
    private async Task<Machine> OfLayout1Async(int waiting, int inHand, params string[] tenants)
    {
        var connection = $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}";
        var machine = new Machine(await ConnectionMultiplexer.ConnectAsync(connection));
        await machine.Redis.HashSetAsync(Prefix + "layout", [new("profile", "sandbox"), new("version", 1), new("epoch", "e"), new("madeAt", 1)]);
        await machine.Redis.StreamCreateConsumerGroupAsync(Prefix + "events", "deciders", "0");
        await Task.WhenAll(Enumerable.Range(0, waiting).Select(n => AcceptAsLayout1Async(machine, tenants[n % tenants.Length])));

        var read = inHand == 0 ? [] : await machine.Redis.StreamReadGroupAsync(Prefix + "events", "deciders", "decider", ">", inHand);
        foreach (var entry in read)
        {
            await machine.Redis.HashIncrementAsync($"{Prefix}job:{entry["job"]}", "deliveries");
        }

        return machine;
    }

    /// <summary>What accept.lua of layout 1 sent for an event, deduplication aside.</summary>
    private static async Task<string> AcceptAsLayout1Async(Machine machine, string tenant)
    {
        var (id, now) = (JobIds.New(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var all = machine.Redis.CreateTransaction();
        _ = all.HashSetAsync(
            $"{Prefix}job:{id}", [new("tenant", tenant), new("eventId", id), new("receivedAt", now), new("traceParent", ""), new("state", "waiting")]);
        _ = all.StringSetAsync($"{Prefix}body:{id}", "{}");
        _ = all.StreamAddAsync(Prefix + "events", "job", id);
        _ = all.HashIncrementAsync(Prefix + "counters", "accepted");
        Assert.True(await all.ExecuteAsync());
        return id;
    }
}
