using Connector.Jobs.Intake;
using Connector.Jobs.Operators;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>What people do to the machine, and that it is written down.</summary>
public sealed class OperatingTests(RedisFixture redis) : IAsyncLifetime
{
    private Machine _machine = null!;
    private OperationLog _log = null!;
    private Drains _drains = null!;

    private static CancellationToken Cancel => Machine.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _machine = await Machine.StartAsync(redis);
        _log = new OperationLog(_machine.Shard);
        _drains = new Drains(_machine.Shard);
    }

    public async ValueTask DisposeAsync() => await _machine.DisposeAsync();

    [Fact]
    public async Task A_persons_hold_is_neither_probed_nor_changed_nor_lifted_by_workers()
    {
        await _machine.AttachedAsync(Machine.Process(1));
        await _machine.Holds.HoldByAsync(Machine.Tenant, "migration", "Anna", Cancel);

        await _machine.Holds.HoldAsync(Machine.Tenant, "SuperOffice: token revoked", TimeSpan.Zero, Cancel);
        Assert.False(await _machine.Holds.ResumeAsync(Machine.Tenant, Cancel));

        var hold = Assert.Single(await _machine.Holds.ListAsync(Cancel));
        Assert.Equal(("migration", "Anna", null), (hold.Reason, hold.By, hold.ProbeAt));
        await _machine.NothingDueAsync();
        Assert.True(await _machine.Holds.ResumeByAsync(Machine.Tenant, "Bert", Cancel));
        Assert.Empty(await _machine.Holds.ListAsync(Cancel));
        await _machine.TakeAsync();
    }

    [Fact]
    public async Task A_person_takes_over_and_lifts_a_workers_hold_which_keeps_the_time_it_began()
    {
        await _machine.Holds.HoldAsync(Machine.Tenant, "SuperOffice: token revoked", TimeSpan.FromMinutes(1), Cancel);
        var since = Assert.Single(await _machine.Holds.ListAsync(Cancel)).Since;

        await _machine.Holds.HoldByAsync(Machine.Tenant, "waiting for a new token", "Anna", Cancel);

        Assert.Equal(since, Assert.Single(await _machine.Holds.ListAsync(Cancel)).Since);
        Assert.True(await _machine.Holds.ResumeByAsync(Machine.Tenant, "Anna", Cancel));
        Assert.False(await _machine.Holds.ResumeByAsync(Machine.Tenant, "Anna", Cancel));
    }

    [Fact]
    public async Task When_a_person_lifted_a_hold_is_remembered_and_when_a_worker_did_is_not()
    {
        await _machine.Holds.HoldAsync(Machine.Tenant, "SuperOffice: token revoked", TimeSpan.FromMinutes(1), Cancel);
        await _machine.Holds.ResumeAsync(Machine.Tenant, Cancel);
        await _machine.Holds.ResumeByAsync(Machine.Tenant, "Anna", Cancel); // nothing to lift
        Assert.Null(await _machine.Holds.LiftedAtAsync(Machine.Tenant, Cancel));

        await _machine.Holds.HoldAsync(Machine.Tenant, "SuperOffice: token revoked", TimeSpan.FromMinutes(1), Cancel);
        var before = await _machine.NowAsync();
        await _machine.Holds.ResumeByAsync(Machine.Tenant, "Anna", Cancel);

        Assert.InRange((await _machine.Holds.LiftedAtAsync(Machine.Tenant, Cancel))!.Value.ToUnixTimeMilliseconds(), before, await _machine.NowAsync());
    }

    [Fact]
    public async Task A_workers_hold_is_probed_at_once_when_asked_for_and_nothing_else_is_held_or_lifted_by_that()
    {
        await _machine.AttachedAsync(Machine.Process(1));
        Assert.False(await _machine.Holds.ProbeNowAsync(Machine.Tenant, Cancel));
        Assert.Empty(await _machine.Holds.ListAsync(Cancel));
        await _machine.Holds.HoldAsync(Machine.Tenant, "Spend: used up", TimeSpan.FromHours(1), Cancel);
        var before = Assert.Single(await _machine.Holds.ListAsync(Cancel));
        await _machine.NothingDueAsync();

        Assert.True(await _machine.Holds.ProbeNowAsync(Machine.Tenant, Cancel));

        await _machine.TakeAsync();
        var hold = Assert.Single(await _machine.Holds.ListAsync(Cancel));
        Assert.Equal((before.Since, before.Reason), (hold.Since, hold.Reason));
        await _machine.Holds.HoldByAsync(Machine.Tenant, "migration", "Anna", Cancel);
        Assert.False(await _machine.Holds.ProbeNowAsync(Machine.Tenant, Cancel));
    }

    [Fact]
    public async Task A_drain_keeps_who_began_it_until_it_ends()
    {
        Assert.Null(await _drains.FindAsync(Cancel));
        Assert.True(await _drains.StartAsync("Anna", Cancel));
        Assert.False(await _drains.StartAsync("Bert", Cancel));

        Assert.Equal("Anna", (await _drains.FindAsync(Cancel))!.Who);
        Assert.Contains("\"who\":\"Anna\"", (await _machine.Redis.StringGetAsync(Machine.Prefix + "drain")).ToString(), StringComparison.Ordinal);
        Assert.True(await _drains.EndAsync("Bert", Cancel));
        Assert.False(await _drains.EndAsync("Bert", Cancel));
        Assert.Null(await _drains.FindAsync(Cancel));
    }

    [Fact]
    public async Task What_people_changed_is_written_down_and_what_workers_did_is_not()
    {
        await _machine.Holds.HoldAsync(Machine.Tenant, "SuperOffice: away", TimeSpan.FromMinutes(1), Cancel);
        await _machine.Holds.ResumeAsync(Machine.Tenant, Cancel);
        await _machine.Holds.HoldByAsync(Machine.Tenant, "migration", "Anna", Cancel);
        await _machine.Holds.ResumeByAsync(Machine.Tenant, "Bert", Cancel);
        await _machine.Holds.ResumeByAsync(Machine.Tenant, "Bert", Cancel); // nothing to lift, nothing changed
        await _drains.StartAsync("Anna", Cancel);
        await _drains.StartAsync("Anna", Cancel);
        await _drains.EndAsync("Anna", Cancel);

        var all = await _log.ListAsync(10, null, Cancel);
        Assert.Equal(
            [("Anna", "undrain", "", ""), ("Anna", "drain", "", ""), ("Bert", "resume", Machine.Tenant, "migration"), ("Anna", "hold", Machine.Tenant, "migration")],
            all.Select(o => (o.By, o.What, o.Target, o.Detail)));
        Assert.InRange(all[0].At.ToUnixTimeMilliseconds(), await _machine.NowAsync() - 60_000, await _machine.NowAsync());
        Assert.Equal(all.Skip(2), await _log.ListAsync(10, all[1].Id, Cancel));
        Assert.Equal(all.Take(1), await _log.ListAsync(1, null, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Anna\n")]
    public async Task Nobody_changes_anything_without_a_printable_name(string by)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _drains.StartAsync(by, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => _machine.Holds.HoldByAsync(Machine.Tenant, "x", by, Cancel));
        Assert.False(OperatorName.IsValid(new string('a', 101)));
        Assert.True(OperatorName.IsValid(new string('ä', 100)));
    }

    [Fact]
    public async Task Dead_letters_are_listed_the_last_first_in_parts_and_by_tenant()
    {
        foreach (var (tenant, contact) in new[] { ("Cust1", 1), ("Cust2", 2), ("Cust1", 3) })
        {
            var job = await _machine.AttachedAsync(Machine.Process(contact, tenant: tenant));
            await _machine.FinishAsync(await _machine.TakeAsync(), JobOutcome.Dead);
            await _machine.Redis.SortedSetAddAsync(Machine.Prefix + "dead", job, contact); // in different milliseconds
        }

        var dead = new DeadLetters(_machine.Shard);
        Assert.Equal(["contact:3", "contact:2", "contact:1"], (await dead.ListAsync(null, 0, 10, Cancel)).Select(job => job.Entity));
        Assert.Equal(["contact:2"], (await dead.ListAsync(null, 1, 1, Cancel)).Select(job => job.Entity));
        Assert.Equal(["contact:3", "contact:1"], (await dead.ListAsync("Cust1", 0, 10, Cancel)).Select(job => job.Entity));
        Assert.Equal(["contact:1"], (await dead.ListAsync("Cust1", 1, 10, Cancel)).Select(job => job.Entity));
        Assert.Empty(await dead.ListAsync("Cust3", 0, 10, Cancel));
    }

    [Fact]
    public async Task A_spool_tells_since_when_it_has_held_events()
    {
        var counts = new SpoolCounts(_machine.Shard);
        await counts.SetAsync("a", 3, Cancel);
        var first = Assert.Single(await counts.ListAsync(Cancel));
        await _machine.Redis.HashSetAsync(Machine.Prefix + "spools", "a", $"3 {first.Since.ToUnixTimeMilliseconds() - 5_000} {first.ReportedAt.ToUnixTimeMilliseconds()}");
        await _machine.Redis.HashSetAsync(Machine.Prefix + "spools", "of an older version", $"1 {first.ReportedAt.ToUnixTimeMilliseconds()}");
        await counts.SetAsync("a", 7, Cancel);

        var spools = await counts.ListAsync(Cancel);
        Assert.Equal(["a", "of an older version"], spools.Select(spool => spool.File));
        Assert.Equal((7, first.Since.AddSeconds(-5)), (spools[0].Events, spools[0].Since));
        Assert.True(spools[0].ReportedAt >= first.ReportedAt);
        Assert.Equal(8, (await _machine.Audit.CountAsync(Cancel)).Spooled);

        await counts.SetAsync("a", 0, Cancel);
        await counts.SetAsync("a", 1, Cancel);
        Assert.True(Assert.Single(await counts.ListAsync(Cancel), spool => spool.File == "a").Since >= first.Since);
    }
}
