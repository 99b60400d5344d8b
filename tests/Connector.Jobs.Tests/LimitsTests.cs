using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>What keeps us from writing, by itself or by a person.</summary>
public sealed class LimitsTests(RedisFixture redis)
{
    private static readonly WriteIntent Intent = new(
        0, "fp", new Dictionary<string, string?> { ["a"] = null }, new Dictionary<string, string> { ["a"] = "new" }, default);

    private static readonly WriteGrant Approval = new(GrantKind.Approve, "b1");
    private static readonly WriteGrant Undoing = new(GrantKind.Undo, "b2");

    [Theory]
    [InlineData(TenantMode.Write, false, null, IntendResult.OutOfScope)]
    [InlineData(TenantMode.Write, true, null, IntendResult.Go)]
    [InlineData(TenantMode.Propose, false, null, IntendResult.ModeForbids)]
    [InlineData(TenantMode.Propose, false, GrantKind.Approve, IntendResult.Go)]
    [InlineData(TenantMode.Observe, true, GrantKind.Approve, IntendResult.ModeForbids)]
    [InlineData(TenantMode.Observe, false, GrantKind.Undo, IntendResult.Go)]
    public async Task What_happens_by_itself_needs_mode_and_scope_and_a_grant_is_its_own(
        TenantMode mode, bool inScope, GrantKind? grant, IntendResult expected)
    {
        await using var machine = await Machine.StartAsync(redis);
        var terms = Machine.Terms(mode, inScope, grant: grant is { } kind ? new WriteGrant(kind, "b") : null);

        Assert.Equal(expected, await IntendAsync(machine, 1, terms));
    }

    [Fact]
    public async Task A_write_stop_stops_grants_too()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Modes.StopWritesAsync(null, "ANNA", "audit", Machine.Cancellation);

        foreach (var grant in new[] { null, Approval, Undoing })
        {
            Assert.Equal(IntendResult.WriteStopped, await IntendAsync(machine, 1, Machine.Terms(grant: grant)));
        }
    }

    [Fact]
    public async Task The_budget_counts_different_accounts_and_is_free_again_when_the_hour_has_passed()
    {
        await using var machine = await Machine.StartAsync(redis);
        var terms = Machine.Terms(perHour: 2, perDay: 3);

        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 1, terms));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 1, terms));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 2, terms));
        Assert.Equal(IntendResult.BudgetSpent, await IntendAsync(machine, 3, terms));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 3, Machine.Terms(perHour: 2, perDay: 3, grant: Approval)));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 2, terms));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 3, Machine.Terms(perHour: 3, perDay: 3)));

        await AgeAsync(machine, TimeSpan.FromMinutes(61));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 3, terms));
        Assert.Equal(IntendResult.BudgetSpent, await IntendAsync(machine, 4, terms));

        await AgeAsync(machine, TimeSpan.FromHours(24));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 4, terms));
        var limits = await machine.Modes.ReadAsync(Machine.Tenant, Machine.Cancellation);
        Assert.Equal((1, 1), (limits.AccountsInLastHour, limits.AccountsInLastDay));
        Assert.NotNull(await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}write-budget:{Machine.Tenant}"));
    }

    [Theory]
    [InlineData(TenantMode.Propose, true, false, 9, ListItemVerdict.ModeForbids)]
    [InlineData(TenantMode.Write, false, false, 9, ListItemVerdict.OutOfScope)]
    [InlineData(TenantMode.Write, true, true, 9, ListItemVerdict.WriteStopped)]
    [InlineData(TenantMode.Write, true, false, 1, ListItemVerdict.BudgetSpent)]
    [InlineData(TenantMode.Write, true, false, 2, ListItemVerdict.Granted)]
    public async Task A_list_item_needs_all_that_a_write_needs_and_counts_as_one(
        TenantMode mode, bool inScope, bool stopped, int perHour, ListItemVerdict expected)
    {
        await using var machine = await Machine.StartAsync(redis);
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 1, Machine.Terms()));
        if (stopped)
        {
            await machine.Modes.StopWritesAsync(null, "ANNA", "", Machine.Cancellation);
        }

        var terms = Machine.Terms(mode, inScope, perHour);
        var pass = await PassAsync(machine, 2);
        var verdict = await new ListItemBudget(machine.Shard).TryTakeAsync(pass, terms, 5, Machine.Cancellation);

        Assert.Equal(expected, verdict);
        if (expected == ListItemVerdict.Granted)
        {
            Assert.Equal(IntendResult.Go, await machine.Ledger.IntendAsync(pass, EntityKey.Contact(2), Intent, terms, Machine.Cancellation));
            Assert.Equal(ListItemVerdict.NoneLeft, await new ListItemBudget(machine.Shard).TryTakeAsync(pass, terms, 1, Machine.Cancellation));
        }

        await machine.FinishAsync(pass);
        await Assert.ThrowsAsync<LeaseLostException>(() => new ListItemBudget(machine.Shard).TryTakeAsync(pass, terms, 5, Machine.Cancellation));
    }

    [Fact]
    public async Task A_mode_is_raised_and_lowered_in_that_direction_only()
    {
        await using var machine = await Machine.StartAsync(redis);

        Assert.False(await machine.Modes.RaiseAsync(Machine.Tenant, TenantMode.Write, "ANNA", "", Machine.Cancellation));
        Assert.True(await machine.Modes.LowerAsync(Machine.Tenant, TenantMode.Observe, "ANNA", "", Machine.Cancellation));
        Assert.False(await machine.Modes.LowerAsync(Machine.Tenant, TenantMode.Propose, "ANNA", "", Machine.Cancellation));
        Assert.True(await machine.Modes.RaiseAsync(Machine.Tenant, TenantMode.Propose, "ANNA", "", Machine.Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => machine.Modes.RaiseAsync(Machine.Tenant, TenantMode.Write, " ", "", Machine.Cancellation));
    }

    [Fact]
    public async Task Write_stops_of_one_and_of_all_are_set_and_lifted_apart_and_audited()
    {
        await using var machine = await Machine.StartAsync(redis);

        Assert.True(await machine.Modes.StopWritesAsync(Machine.Tenant, "ANNA", "strange texts", Machine.Cancellation));
        Assert.False(await machine.Modes.StopWritesAsync(Machine.Tenant, "BERND", "", Machine.Cancellation));
        Assert.True(await machine.Modes.StopWritesAsync(null, "CARLA", "", Machine.Cancellation));
        var limits = await machine.Modes.ReadAsync(Machine.Tenant, Machine.Cancellation);
        Assert.Equal(("ANNA", "strange texts", "CARLA"), (limits.WriteStop!.By, limits.WriteStop.Reason, limits.WriteStopOfAll!.By));
        Assert.True(await machine.Modes.AllowWritesAsync(Machine.Tenant, "ANNA", "", Machine.Cancellation));
        Assert.Equal(IntendResult.WriteStopped, await IntendAsync(machine, 1, Machine.Terms()));
        Assert.True(await machine.Modes.AllowWritesAsync(null, "ANNA", "", Machine.Cancellation));
        Assert.False(await machine.Modes.AllowWritesAsync(null, "ANNA", "", Machine.Cancellation));
        Assert.Equal(IntendResult.Go, await IntendAsync(machine, 1, Machine.Terms()));
        Assert.Equal(
            [("allow-writes", ""), ("allow-writes", ""), ("stop-writes", ""), ("stop-writes", "strange texts")],
            (await machine.Operations.ListAsync(10, before: null, Machine.Cancellation)).Select(o => (o.What, o.Detail)));
    }

    [Fact]
    public async Task A_stop_typed_by_hand_stops_and_is_shown_without_a_name()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Redis.HashSetAsync($"{Machine.Prefix}tenant:{Machine.Tenant}", "writeStop", "");
        await machine.Redis.StringSetAsync(Machine.Prefix + "write-stop", "1");

        var limits = await machine.Modes.ReadAsync(Machine.Tenant, Machine.Cancellation);

        Assert.Equal(new WriteStop(null, null, null), limits.WriteStop);
        Assert.Equal(new WriteStop(null, null, null), limits.WriteStopOfAll);
    }

    [Fact]
    public async Task A_proposal_is_replaced_by_a_newer_one_and_ends_with_a_write_or_with_the_difference()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (contact, person) = (EntityKey.Contact(1), EntityKey.Person(9));
        var pass = await PassAsync(machine, 1);
        await ProposeAsync(contact, "old");
        await ProposeAsync(contact, "new");
        await ProposeAsync(person, "other");

        Assert.Equal(["person:9", "contact:1"], (await machine.Proposals.ListAsync(Machine.Tenant, 0, 10, Machine.Cancellation)).Select(p => p.Entity.ToString()));
        var proposal = await machine.Proposals.FindAsync(Machine.Tenant, contact, Machine.Cancellation);
        Assert.Equal(("fp;new", "out_of_scope", pass.RunId, "c1"), (proposal!.Applied, proposal.Reason, proposal.Run, proposal.Account.Account));
        Assert.Equal("new", Assert.Single(proposal.Fields).New);

        Assert.Null(proposal.Detail);
        await machine.Proposals.StoreAsync(pass, contact, "fp", "other_website", "acme.com, acme.de", proposal.Fields, anew: false, Machine.Cancellation);
        proposal = await machine.Proposals.FindAsync(Machine.Tenant, contact, Machine.Cancellation);
        Assert.Equal(("other_website", "acme.com, acme.de"), (proposal!.Reason, proposal.Detail));

        await machine.Ledger.MarkAppliedAsync(pass, contact, "fp", Machine.Cancellation);
        Assert.Null(await machine.Proposals.FindAsync(Machine.Tenant, contact, Machine.Cancellation));
        await machine.Ledger.IntendAsync(pass, person, Intent, Machine.Terms(), Machine.Cancellation);
        await machine.Ledger.ConfirmAsync(pass, person, new Dictionary<string, string> { ["a"] = "new" }, Machine.Cancellation);
        Assert.Equal(0, await machine.Proposals.CountAsync(Machine.Tenant, Machine.Cancellation));

        Task ProposeAsync(EntityKey entity, string value) => machine.Proposals.StoreAsync(
            pass, entity, "fp;" + value, "out_of_scope", detail: null, [new FieldChange("summary", "a", "write", null, value, "why")], anew: false, Machine.Cancellation);
    }

    [Theory]
    [InlineData("fp;same", false, false)] // rejected while a pass was about to propose it once more
    [InlineData("fp;same", true, true)] // a person has it compared anew
    [InlineData("fp;other", false, true)]
    public async Task A_rejection_stands_against_the_same_proposal(string applied, bool anew, bool proposed)
    {
        await using var machine = await Machine.StartAsync(redis);
        var contact = EntityKey.Contact(1);
        var pass = await PassAsync(machine, 1);
        Assert.True(await ProposeAsync("fp;same", anew: false));
        var known = await machine.Proposals.FindAsync(Machine.Tenant, contact, Machine.Cancellation);
        await machine.Proposals.RejectAsync(Machine.Tenant, known!, new Rejection("ANNA", "wrong industry", known!.At, "b1"), Machine.Cancellation);

        Assert.Equal(proposed, await ProposeAsync(applied, anew));

        Assert.Equal(proposed ? null : "ANNA", (await machine.Proposals.FindAsync(Machine.Tenant, contact, Machine.Cancellation))!.Rejected?.By);
        Assert.Equal(proposed ? 1 : 0, await machine.Proposals.CountAsync(Machine.Tenant, Machine.Cancellation));

        Task<bool> ProposeAsync(string applied, bool anew) => machine.Proposals.StoreAsync(
            pass, contact, applied, "proposed", detail: null, [new FieldChange("summary", "a", "write", null, "new", "why")], anew, Machine.Cancellation);
    }

    private static async Task<Pass> PassAsync(Machine machine, int contact)
    {
        await machine.AttachedAsync(Machine.Process(contact));
        return await machine.TakeAsync();
    }

    private static async Task<IntendResult> IntendAsync(Machine machine, int contact, WriteTerms terms)
    {
        var pass = await PassAsync(machine, contact);
        var result = await machine.Ledger.IntendAsync(pass, EntityKey.Contact(contact), Intent, terms, Machine.Cancellation);
        if (result == IntendResult.Go)
        {
            await machine.Ledger.ConfirmAsync(pass, EntityKey.Contact(contact), Intent.New, Machine.Cancellation);
        }

        await machine.FinishAsync(pass);
        return result;
    }

    /// <summary>Lets time pass for the write budget.</summary>
    private static async Task AgeAsync(Machine machine, TimeSpan time)
    {
        var key = $"{Machine.Prefix}write-budget:{Machine.Tenant}";
        foreach (var entry in await machine.Redis.SortedSetRangeByRankWithScoresAsync(key))
        {
            await machine.Redis.SortedSetAddAsync(key, entry.Element, entry.Score - time.TotalMilliseconds);
        }
    }
}
