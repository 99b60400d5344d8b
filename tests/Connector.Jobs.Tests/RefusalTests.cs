using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Refusals;
using Connector.Testing;

namespace Connector.Jobs.Tests;

/// <summary>What settings refuse is remembered, and due again once they have changed: behind other work, and never more of it than fits.</summary>
public sealed class RefusalTests(RedisFixture redis)
{
    private const string Foreign = "foreign_owner";
    private const string Off = "persons_off";
    private const int Most = 100_000;

    [Fact]
    public async Task What_settings_refuse_is_remembered_under_one_reason_until_it_is_worked_on()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);

        await RefuseAsync(machine, Foreign, person: null);
        Assert.Equal((1, 0), (await CountAsync(Foreign), await CountAsync(Off)));
        await RefuseAsync(machine, Off, person: null);
        Assert.Equal((0, 1), (await CountAsync(Foreign), await CountAsync(Off)));
        await RefuseAsync(machine, null, person: null);

        Assert.Equal((0, 0), (await CountAsync(Foreign), await CountAsync(Off)));

        Task<long> CountAsync(string reason) => refusals.CountAsync(Machine.Tenant, reason, Machine.Cancellation);
    }

    [Fact]
    public async Task A_report_about_single_jobs_or_a_death_says_nothing_of_it()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        await RefuseAsync(machine, Foreign, person: null);

        await machine.AttachedAsync(Machine.Process(17));
        var pass = await machine.TakeAsync();
        await machine.Passes.FinishAsync(pass, [Machine.Report(EntityKey.Contact(17), JobOutcome.Unchanged) with { Jobs = [pass.Jobs[0].JobId] }], Machine.Cancellation);
        await machine.AttachedAsync(Machine.Process(17));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);

        Assert.Equal(1, await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation));
    }

    [Fact]
    public async Task A_skipped_event_is_remembered_like_a_pass_and_an_erased_entity_is_not()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        await machine.Waiting.SkipAsync(
            await machine.WaitingAsync(), Machine.Process(17) with { Refusal = new Refusal(Foreign, "a") }, Machine.Cancellation);
        Assert.Equal(1, await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation));

        await machine.AttachedAsync(Machine.Process(17));
        await machine.Erasures.EraseAsync(await machine.TakeAsync(), EntityKey.Contact(17), "Anna", 0, "", Machine.Cancellation);

        Assert.Equal(0, await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation));
    }

    [Fact]
    public async Task Only_what_changed_settings_refused_is_due_again_once()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        await LookAsync("a", "a", again: 0);
        await RefuseAsync(machine, Foreign, person: null);
        await RefuseAsync(machine, Off, person: 4);

        await LookAsync("a", "a", again: 0);
        await machine.NothingDueAsync();
        await LookAsync("a", "b", again: 1);
        await LookAsync("a", "b", again: 0);

        var pass = await machine.TakeAsync();
        Assert.Equal(("c0", "connector.recheck", """["persons_off"]"""), (pass.Account.Account, pass.Jobs[0].Event, pass.Jobs[0].Detail));
        Assert.Equal(new Rechecked(IsBusy: false, Left: 0), await refusals.RecheckAsync(Machine.Tenant, pass.Jobs[0], Machine.Cancellation));
        var person = Assert.Single((await machine.TakeAsync()).Jobs);
        Assert.Equal((EntityKey.Person(4), "connector.recheck"), (person.Entity, person.Event));
        Assert.Equal((1, 0), (await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation), await refusals.CountAsync(Machine.Tenant, Off, Machine.Cancellation)));
        await machine.BalancedAsync();

        async Task LookAsync(string owners, string persons, long again)
        {
            var look = await refusals.LookAsync(Machine.Tenant, new Dictionary<string, string> { [Foreign] = owners, [Off] = persons }, Machine.Cancellation);
            Assert.Equal(new SettingsLook(again, 0), look);
        }
    }

    [Fact]
    public async Task What_a_worker_refuses_by_older_settings_is_looked_at_again_although_the_settings_were_seen()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        var terms = new Dictionary<string, string> { [Foreign] = "new" };
        await refusals.LookAsync(Machine.Tenant, terms, Machine.Cancellation);

        await RefuseAsync(machine, Foreign, person: null, terms: "old");

        Assert.Equal(1, (await refusals.LookAsync(Machine.Tenant, terms, Machine.Cancellation)).Again);
        Assert.Equal(0, (await refusals.LookAsync(Machine.Tenant, terms, Machine.Cancellation)).Again);
    }

    [Fact]
    public async Task Live_work_goes_first_and_finds_no_more_than_a_step_before_itself()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        await FillAsync(machine, Refusals.Refusals.MostAtATime + 1);
        await refusals.LookAsync(Machine.Tenant, new Dictionary<string, string> { [Foreign] = "a" }, Machine.Cancellation);
        await refusals.LookAsync(Machine.Tenant, new Dictionary<string, string> { [Foreign] = "b" }, Machine.Cancellation);
        var request = Assert.Single((await machine.TakeAsync()).Jobs);

        await machine.AttachedAsync(Machine.Process(1000));
        Assert.Equal(new Rechecked(IsBusy: true, Left: Refusals.Refusals.MostAtATime + 1), await RecheckAsync());
        await machine.FinishAsync(await machine.TakeAsync());

        Assert.Equal(new Rechecked(IsBusy: false, Left: 1), await RecheckAsync());
        Assert.Equal(Refusals.Refusals.MostAtATime, await machine.Redis.SortedSetLengthAsync($"{Machine.Prefix}due:{Machine.Tenant}"));
        Assert.Equal(new Rechecked(IsBusy: true, Left: 1), await RecheckAsync());
        Assert.Equal(EntityKey.Contact(1), Assert.Single((await machine.TakeAsync()).Jobs).Entity);
        await machine.BalancedAsync();

        Task<Rechecked> RecheckAsync() => refusals.RecheckAsync(Machine.Tenant, request, Machine.Cancellation);
    }

    [Fact]
    public async Task What_is_refused_again_meanwhile_is_not_looked_at_twice()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        await FillAsync(machine, 1);
        await refusals.LookAsync(Machine.Tenant, new Dictionary<string, string> { [Foreign] = "a" }, Machine.Cancellation);
        await refusals.LookAsync(Machine.Tenant, new Dictionary<string, string> { [Foreign] = "b" }, Machine.Cancellation);
        var request = Assert.Single((await machine.TakeAsync()).Jobs);
        // What is refused in the request's own millisecond counts as refused before it.
        await Eventually.TrueAsync(
            async () => await machine.NowAsync() > request.ReceivedAt.ToUnixTimeMilliseconds(), cancellationToken: Machine.Cancellation);
        await RefuseAsync(machine, Foreign, person: null);

        Assert.Equal(2, await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation));
        Assert.Equal(0, (await refusals.RecheckAsync(Machine.Tenant, request, Machine.Cancellation)).Left);
        Assert.Equal(1, await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation));
    }

    [Fact]
    public async Task No_more_than_a_hundred_thousand_are_remembered_and_what_is_forgotten_is_counted()
    {
        await using var machine = await Machine.StartAsync(redis);
        var refusals = new Refusals.Refusals(machine.Shard, machine.Metrics);
        var terms = new Dictionary<string, string> { [Foreign] = "a" };
        await refusals.LookAsync(Machine.Tenant, terms, Machine.Cancellation);
        await FillAsync(machine, Most);

        await RefuseAsync(machine, Foreign, person: 4);

        Assert.Equal(Most, await refusals.CountAsync(Machine.Tenant, Foreign, Machine.Cancellation));
        Assert.Null(await machine.Redis.SortedSetScoreAsync($"{Machine.Prefix}refused:{Machine.Tenant}:{Foreign}", "contact:1"));
        Assert.Equal(1, (await refusals.LookAsync(Machine.Tenant, terms, Machine.Cancellation)).Forgotten);
        Assert.Equal(0, (await refusals.LookAsync(Machine.Tenant, new Dictionary<string, string> { [Foreign] = "b" }, Machine.Cancellation)).Forgotten);
    }

    /// <summary>A pass on contact 17, or a person there, that was refused for a reason, or for none.</summary>
    private static async Task RefuseAsync(Machine machine, string? reason, int? person, string terms = "a")
    {
        await machine.AttachedAsync(Machine.Process(17, person));
        var pass = await machine.TakeAsync();
        var report = Machine.Report(pass.Jobs[0].Entity, reason is null ? JobOutcome.Unchanged : JobOutcome.Skipped, reason ?? "unchanged");
        await machine.Passes.FinishAsync(pass, [report with { Refusal = reason is null ? null : new Refusal(reason, terms) }], Machine.Cancellation);
    }

    /// <summary>Contacts 1, 2, … were refused long ago, in this order.</summary>
    private static async Task FillAsync(Machine machine, int contacts) => await machine.Redis.ScriptEvaluateAsync(
        "for i = 1, tonumber(ARGV[1]) do redis.call('ZADD', KEYS[1], i, 'contact:' .. i) end", [$"{Machine.Prefix}refused:{Machine.Tenant}:{Foreign}"], [contacts]);
}
