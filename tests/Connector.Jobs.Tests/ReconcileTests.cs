using Connector.Jobs.Accounts;
using Connector.Jobs.Subscriptions;

namespace Connector.Jobs.Tests;

/// <summary>What changed in the CRM: what no event told of is made due once, what one told of is not, and live work goes first.</summary>
public sealed class ReconcileTests(RedisFixture redis)
{
    private const int Contact = 4711;

    private static readonly EntityKey Entity = EntityKey.Contact(Contact);

    public enum Known
    {
        Nothing,
        AnEventThatEnded,
        AnEventThatWaits,
        AnEventOfItsPerson,
        AnEventLaterThanThatOfItsPerson,
    }

    [Theory]
    [InlineData(Known.Nothing, 0, 1)]
    [InlineData(Known.AnEventThatEnded, -1000, 0)]
    [InlineData(Known.AnEventThatEnded, 0, 0)]
    [InlineData(Known.AnEventThatEnded, 1000, 1)]
    [InlineData(Known.AnEventThatWaits, -1000, 0)]
    [InlineData(Known.AnEventThatWaits, 1000, 1)]
    [InlineData(Known.AnEventOfItsPerson, -1000, 1)]
    [InlineData(Known.AnEventLaterThanThatOfItsPerson, -1000, 0)]
    public async Task A_record_is_made_due_if_nothing_was_received_about_it_since_it_changed(Known known, int changedAfterIt, int expected)
    {
        await using var machine = await Machine.StartAsync(redis);
        var receivedAt = await KnowAsync(machine, known);

        var made = await ReconcileAsync(machine, "seed", Record(receivedAt + changedAfterIt));

        Assert.Equal(expected, made);
        await machine.BalancedAsync();
        if (expected == 1)
        {
            await machine.MakeDueAsync(AccountKey.OfContact(Machine.Tenant, Contact));
            var job = Assert.Single((await machine.TakeAsync()).Jobs, job => job.Request is not null);
            Assert.Equal((Entity, "reconcile", "connector.reconcile", "catch-up"), (job.Entity, job.Request, job.Event, job.By));
        }
    }

    [Fact]
    public async Task The_same_search_makes_a_record_due_once_and_the_next_search_again()
    {
        await using var machine = await Machine.StartAsync(redis);
        var changedAt = await machine.NowAsync() + 60_000;

        Assert.Equal(1, await ReconcileAsync(machine, "first", Record(changedAt)));
        await machine.FinishAsync(await machine.TakeAsync());
        Assert.Equal(0, await ReconcileAsync(machine, "first", Record(changedAt)));
        Assert.Equal(1, await ReconcileAsync(machine, "second", Record(changedAt)));
    }

    [Fact]
    public async Task Nothing_is_made_due_while_other_work_of_the_tenant_is()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Requests.SubmitAsync(Machine.Request(8), Machine.Cancellation);
        await machine.Requests.SubmitAsync(Machine.Request(9, tenant: "Other"), Machine.Cancellation);
        var before = await machine.SnapshotAsync();

        Assert.Null(await ReconcileAsync(machine, "seed", Record(await machine.NowAsync())));
        Assert.Equal(before, await machine.SnapshotAsync());

        await machine.FinishAsync(await machine.TakeAsync("Other"));
        Assert.Equal(1, await ReconcileAsync(machine, "seed", Record(await machine.NowAsync())));
    }

    [Fact]
    public async Task One_worker_at_a_time_has_the_turn_and_the_next_goes_on_from_its_report()
    {
        await using var machine = await Machine.StartAsync(redis);
        var subscriptions = new Subscriptions.Subscriptions(machine.Shard, machine.Metrics);
        var report = new SubscriptionReport { Tenant = Machine.Tenant, LookedAt = DateTimeOffset.UnixEpoch, HasGap = true };
        Task<(bool IsOurs, SubscriptionReport? Report)> TurnAsync(string worker, SubscriptionReport? kept = null, string tenant = Machine.Tenant) =>
            subscriptions.TurnAsync(tenant, worker, TimeSpan.FromMinutes(2), kept, Machine.Cancellation);

        Assert.Null(await subscriptions.FindAsync(Machine.Tenant, Machine.Cancellation));
        Assert.Equal((true, null), await TurnAsync("one"));
        Assert.Equal((true, null), await TurnAsync("two", tenant: "Other"));
        Assert.Equal((false, null), await TurnAsync("two", report));
        Assert.True((await TurnAsync("one", report)).IsOurs);
        Assert.True((await subscriptions.FindAsync(Machine.Tenant, Machine.Cancellation))!.HasGap);

        // Its turn has ended without a word; and one that ends too late is of a clock that was set back.
        foreach (var end in new[] { 1, await machine.NowAsync() + 600_000 })
        {
            await machine.Redis.HashSetAsync($"{Machine.Prefix}subscription:{Machine.Tenant}", "until", end);
            var (isOurs, found) = await TurnAsync("two");
            Assert.True(isOurs);
            Assert.Equal(report.LookedAt, found!.LookedAt);
            Assert.False((await TurnAsync("one")).IsOurs);
        }
    }

    private static ChangedRecord Record(long changedAt) => new($"c{Contact}", Entity, DateTimeOffset.FromUnixTimeMilliseconds(changedAt));

    private static Task<int?> ReconcileAsync(Machine machine, string seed, ChangedRecord record) =>
        new Subscriptions.Subscriptions(machine.Shard, machine.Metrics).ReconcileAsync(Machine.Tenant, seed, "catch-up", [record], Machine.Cancellation);

    /// <returns>When the last event was received, or now.</returns>
    private static async Task<long> KnowAsync(Machine machine, Known known)
    {
        var jobs = new List<string>();
        foreach (var person in known switch
        {
            Known.Nothing => (int?[])[],
            Known.AnEventOfItsPerson => [9],
            Known.AnEventLaterThanThatOfItsPerson => [9, null],
            _ => [null],
        })
        {
            jobs.Add(await machine.AttachedAsync(Machine.Process(Contact, person)));
        }

        if (jobs.Count == 0)
        {
            return await machine.NowAsync();
        }

        if (known == Known.AnEventThatWaits)
        {
            await machine.Redis.SortedSetAddAsync($"{Machine.Prefix}due:{Machine.Tenant}", $"c{Contact}", await machine.NowAsync() + 600_000);
        }
        else
        {
            await machine.MakeDueAsync(AccountKey.OfContact(Machine.Tenant, Contact));
            await machine.FinishAsync(await machine.TakeAsync());
        }

        return (await machine.Runs.FindJobAsync(jobs[^1], Machine.Cancellation))!.ReceivedAt.ToUnixTimeMilliseconds();
    }
}
