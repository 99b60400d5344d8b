using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>Whose events are handed out, and when: tenants take turns, a crashed decider's go to another, and what Redis forgets of lists and turns is made again.</summary>
public sealed class WaitingTests(RedisFixture redis)
{
    private const string Prefix = Machine.Prefix;

    private static CancellationToken Cancel => Machine.Cancellation;

    // 20,000 events of one tenant kept another's single one waiting for 74 s.
    [Fact]
    public async Task A_single_event_is_handed_out_after_a_batch_of_another_tenant_at_the_latest_however_many_that_has()
    {
        await using var machine = await Machine.StartAsync(redis);
        var crowd = await AcceptAsync(machine, "Crowd", 20_000);
        await AcceptAsync(machine, "Crowd", 1);
        var single = Assert.Single(await AcceptAsync(machine, "Single", 1));

        Assert.Equal(crowd.Take(100), Ids(await machine.Waiting.ReadAsync(100, Cancel)));
        Assert.Equal([single], Ids(await machine.Waiting.ReadAsync(100, Cancel)));
        Assert.Equal(crowd.Skip(100).Take(100), Ids(await machine.Waiting.ReadAsync(100, Cancel)));
        Assert.Equal(20_002, (await machine.BalancedAsync()).Waiting);
    }

    [Fact]
    public async Task Tenants_take_turns_and_each_tenants_events_keep_their_order()
    {
        await using var machine = await Machine.StartAsync(redis);
        var accepted = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (tenant, events) in new[] { ("A", 5), ("B", 2), ("C", 4) })
        {
            accepted[tenant] = await AcceptAsync(machine, tenant, events);
        }

        var (turns, read) = (new List<string>(), new List<WaitingJob>());
        while (await machine.Waiting.ReadAsync(2, Cancel) is { Count: > 0 } jobs)
        {
            turns.Add(Assert.Single(jobs.Select(job => job.Tenant).Distinct()));
            read.AddRange(jobs);
        }

        Assert.Equal(["A", "B", "C", "A", "C", "A"], turns);
        Assert.All(accepted, tenant => Assert.Equal(tenant.Value, Ids(read.Where(job => job.Tenant == tenant.Key))));
        Assert.False(await machine.Redis.KeyExistsAsync(Prefix + "waiting-turns"));
    }

    [Fact]
    public async Task A_tenant_that_is_passed_over_keeps_its_turn()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (a, b) = (await AcceptAsync(machine, "A", 2), await AcceptAsync(machine, "B", 2));

        Assert.Equal([b[0]], Ids(await machine.Waiting.ReadAsync(1, ["A"], crashed: true, Cancel)));
        Assert.Equal([b[1]], Ids(await machine.Waiting.ReadAsync(1, ["A", "C"], crashed: true, Cancel)));
        Assert.Empty(await machine.Waiting.ReadAsync(1, ["A"], crashed: true, Cancel));
        Assert.Empty(await machine.Waiting.ReadAsync(1, ["C", "A", "B"], crashed: true, Cancel));
        Assert.Equal(a, Ids(await machine.Waiting.ReadAsync(9, Cancel)));
    }

    [Theory]
    [InlineData(-1)] // its time is over
    [InlineData(3_600_000)] // no decider is given so long: the clock was set back
    public async Task An_event_whose_decider_crashed_is_handed_out_alone_and_first_whoever_is_passed_over(int milliseconds)
    {
        await using var machine = await Machine.StartAsync(redis);
        var a = await AcceptAsync(machine, "A", 2);
        Assert.Equal(2, (await machine.Waiting.ReadAsync(9, Cancel)).Count);
        await AcceptAsync(machine, "B", 1);
        await machine.Redis.SortedSetAddAsync(Prefix + "waiting", a[1], await machine.NowAsync() + milliseconds);

        Assert.Empty(await machine.Waiting.ReadAsync(9, ["A", "B"], crashed: false, Cancel));
        Assert.Equal([a[1]], Ids(await machine.Waiting.ReadAsync(9, ["A"], crashed: true, Cancel)));
        Assert.Equal("B", Assert.Single(await machine.Waiting.ReadAsync(9, ["A"], crashed: true, Cancel)).Tenant);
        Assert.Empty(await machine.Waiting.ReadAsync(9, Cancel));
    }

    [Theory]
    [InlineData(false, "waiting:A", "waiting:B")]
    [InlineData(false, "waiting-turns")]
    [InlineData(false, "waiting:B", "waiting-turns")]
    [InlineData(false, "waiting:A", "waiting:B", "waiting-turns")]
    [InlineData(false, "waiting")]
    [InlineData(true, "waiting:A", "waiting:B", "waiting-turns")]
    [InlineData(true, "waiting-turns")]
    [InlineData(true, "waiting")]
    public async Task What_Redis_has_lost_of_it_is_made_again_and_each_event_is_handed_out_once(bool moreCome, params string[] lost)
    {
        await using var machine = await Machine.StartAsync(redis);
        var expected = new List<string>();
        expected.AddRange(await AcceptAsync(machine, "A", 250));
        expected.AddRange(await AcceptAsync(machine, "B", 3));
        var inHand = await machine.Waiting.ReadAsync(5, Cancel);
        Assert.Equal(lost.Length, await machine.Redis.KeyDeleteAsync([.. lost.Select(key => (StackExchange.Redis.RedisKey)(Prefix + key))]));
        if (moreCome)
        {
            expected.AddRange(await AcceptAsync(machine, "B", 2));
        }

        var read = new List<string>(Ids(inHand));
        await machine.Waiting.DecideAsync([.. inHand.Select(job => DecidedJob.Skip(job, Decision(job)))], Cancel);
        while (await machine.Waiting.ReadAsync(60, Cancel) is { Count: > 0 } jobs)
        {
            read.AddRange(Ids(jobs));
            await machine.Waiting.DecideAsync([.. jobs.Select(job => DecidedJob.Skip(job, Decision(job)))], Cancel);
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Count, (await machine.BalancedAsync()).Finished);
        Assert.DoesNotContain(Prefix + "waiting", await machine.SnapshotAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_decided_while_its_list_still_holds_it_is_not_handed_out_again()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.WaitingAsync();
        var next = Assert.Single(await AcceptAsync(machine, Machine.Tenant, 1));

        // As after a failover that forgot that it was handed out.
        await machine.Redis.ListLeftPushAsync(Prefix + "waiting:" + Machine.Tenant, job.JobId);
        await machine.Redis.SortedSetAddAsync(Prefix + "waiting", job.JobId, 0);
        await machine.Waiting.SkipAsync(job, Decision(job), Cancel);

        Assert.Equal([next], Ids(await machine.Waiting.ReadAsync(1, Cancel)));
        await machine.BalancedAsync();
    }

    private static JobDecision Decision(WaitingJob job) => Machine.Process(7, tenant: job.Tenant) with { Reason = "echo" };

    private static IEnumerable<string> Ids(IEnumerable<WaitingJob> jobs) => jobs.Select(job => job.JobId);

    private static async Task<IReadOnlyList<string>> AcceptAsync(Machine machine, string tenant, int events)
    {
        var ids = new List<string>();
        foreach (var some in Enumerable.Range(0, events).Chunk(500))
        {
            var accepted = await machine.Intake.AcceptAsync([.. some.Select(_ => Machine.Event(tenant: tenant))], Cancel);
            ids.AddRange(accepted.Select(one => one.JobId));
        }

        return ids;
    }
}
