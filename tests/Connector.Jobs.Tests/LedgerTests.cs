using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Tests;

public sealed class LedgerTests(RedisFixture redis)
{
    private static readonly EntityKey Contact = EntityKey.Contact(7);
    private static readonly WriteIntent Intent = new(
        0,
        "fingerprint+1",
        new Dictionary<string, string?> { ["SuperOffice:83"] = null, ["SuperOffice:84"] = "old" },
        new Dictionary<string, string> { ["SuperOffice:83"] = "[I:5]", ["SuperOffice:84"] = "new \u2013 ä" },
        default);

    [Fact]
    public async Task Intend_and_confirm_make_what_the_CRM_returned_the_ledger()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        var empty = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Empty(empty.Written);
        Assert.Null(empty.Applied);
        Assert.Null(empty.OpenIntent);

        Assert.Equal(IntendResult.Go, await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation));
        var open = (await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).OpenIntent;
        Assert.Equal((pass.Fence, Intent.Applied), (open!.Fence, open.Applied));
        Assert.Equal(Intent.New, open.New);
        Assert.Equal(Intent.Old, open.Old);
        Assert.InRange(open.At, pass.StartedAt, pass.StartedAt.AddMinutes(1));

        await machine.Ledger.ConfirmAsync(
            pass, Contact, new Dictionary<string, string> { ["SuperOffice:83"] = "[I:5]", ["SuperOffice:84"] = "normalised" }, Machine.Cancellation);

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Null(entry.OpenIntent);
        Assert.Equal("fingerprint+1", entry.Applied);
        Assert.Equal("normalised", entry.Written["SuperOffice:84"]);
        Assert.Equal(2, entry.Written.Count);
    }

    [Fact]
    public async Task A_write_confirmed_by_the_pass_after_a_crash_is_the_same_as_by_the_first()
    {
        await using var machine = await Machine.StartAsync(redis);
        var crashed = await PassAsync(machine);
        await machine.Ledger.IntendAsync(crashed, Contact, Intent, Machine.Terms(), Machine.Cancellation);
        await machine.ExpireAsync(crashed);
        await machine.Passes.ReclaimAsync(Machine.Cancellation);
        var next = await machine.TakeAsync();

        await machine.Ledger.ConfirmAsync(next, Contact, new Dictionary<string, string> { ["SuperOffice:83"] = "[I:5]" }, Machine.Cancellation);

        Assert.Equal("fingerprint+1", (await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Applied);
    }

    [Fact]
    public async Task Confirming_without_an_open_intent_is_an_error_and_changes_nothing()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            machine.Ledger.ConfirmAsync(pass, Contact, new Dictionary<string, string> { ["SuperOffice:83"] = "x" }, Machine.Cancellation));
        Assert.Empty((await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Written);
    }

    [Theory]
    [InlineData(TenantMode.Write, null, IntendResult.Go)]
    [InlineData(TenantMode.Write, "write", IntendResult.Go)]
    [InlineData(TenantMode.Write, "propose", IntendResult.ModeForbids)]
    [InlineData(TenantMode.Write, "observe", IntendResult.ModeForbids)]
    [InlineData(TenantMode.Write, "nonsense", IntendResult.ModeForbids)]
    [InlineData(TenantMode.Propose, null, IntendResult.ModeForbids)]
    [InlineData(TenantMode.Propose, "write", IntendResult.ModeForbids)]
    [InlineData(TenantMode.Observe, "write", IntendResult.ModeForbids)]
    public async Task The_lower_of_the_two_modes_decides(TenantMode configured, string? set, IntendResult expected)
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        if (set is not null)
        {
            await machine.Redis.HashSetAsync($"{Machine.Prefix}tenant:{Machine.Tenant}", "mode", set);
        }

        Assert.Equal(expected, await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(configured), Machine.Cancellation));

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal(expected == IntendResult.Go, entry.OpenIntent is not null);
    }

    [Fact]
    public async Task The_write_stop_of_the_tenant_or_of_all_stops_writes()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await machine.Redis.HashSetAsync($"{Machine.Prefix}tenant:{Machine.Tenant}", "writeStop", "1");
        Assert.Equal(IntendResult.WriteStopped, await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation));
        await machine.Redis.HashDeleteAsync($"{Machine.Prefix}tenant:{Machine.Tenant}", "writeStop");
        await machine.Redis.StringSetAsync(Machine.Prefix + "write-stop", "1");
        Assert.Equal(IntendResult.WriteStopped, await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation));
        Assert.Null((await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).OpenIntent);
    }

    [Fact]
    public async Task Nothing_is_intended_under_an_expired_lease()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await machine.ExpireAsync(pass);
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation));
    }

    [Fact]
    public async Task An_abandoned_intent_leaves_the_ledger_as_it_was()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await machine.Ledger.MarkAppliedAsync(pass, Contact, "before", Machine.Cancellation);
        await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);

        await machine.Ledger.AbandonAsync(pass, Contact, Machine.Cancellation);

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal(("before", null, 0), (entry.Applied, entry.OpenIntent, entry.Written.Count));
    }

    [Fact]
    public async Task A_write_that_was_given_up_is_remembered_and_ours_once_it_arrives()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await machine.Ledger.MarkAppliedAsync(pass, Contact, "before", Machine.Cancellation);
        await machine.Ledger.IntendAsync(pass, Contact, Intent with { At = pass.StartedAt }, Machine.Terms(), Machine.Cancellation);

        await machine.Ledger.GiveUpAsync(pass, Contact, inDoubt: [], Machine.Cancellation);

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        var late = Assert.Single(entry.GivenUp);
        Assert.Equal(("before", null, 0), (entry.Applied, entry.OpenIntent, entry.Written.Count));
        Assert.Equal((pass.Fence, pass.StartedAt), (late.Fence, late.At));
        Assert.Equal(Intent.New, late.New);

        await machine.Ledger.ArrivedAsync(pass, Contact, late, new Dictionary<string, string> { ["SuperOffice:84"] = "new" }, Machine.Cancellation);

        entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal(("new", 1, null, 0), (entry.Written["SuperOffice:84"], entry.Written.Count, entry.Applied, entry.GivenUp.Count));
        var write = Assert.Single(await new WriteHistory(machine.Shard).ReadAsync(Machine.Tenant, Machine.Cancellation).ToListAsync(Machine.Cancellation));
        Assert.Equal((pass.Fence, "old", "new"), (write.Fence, write.Old["SuperOffice:84"], write.New["SuperOffice:84"]));
    }

    [Fact]
    public async Task Of_writes_that_were_given_up_the_last_three_are_remembered()
    {
        await using var machine = await Machine.StartAsync(redis);
        var fences = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            var pass = await PassAsync(machine);
            fences.Add(pass.Fence);
            await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
            await machine.Ledger.GiveUpAsync(pass, Contact, inDoubt: [], Machine.Cancellation);
            await machine.FinishAsync(pass);
        }

        Assert.Equal(fences[1..], (await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).GivenUp.Select(w => w.Fence).Order());
    }

    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData("SuperOffice:88", 1, 0)]
    public async Task A_write_that_was_given_up_is_outlived_when_a_later_one_is_confirmed_unless_it_bore_a_stamp(string? stamp, int givenUp, int outlived)
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await machine.Ledger.IntendAsync(pass, Contact, Intent with { Stamp = stamp }, Machine.Terms(), Machine.Cancellation);
        await machine.Ledger.GiveUpAsync(pass, Contact, inDoubt: [], Machine.Cancellation);
        await machine.FinishAsync(pass);
        pass = await PassAsync(machine);

        await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
        await machine.Ledger.ConfirmAsync(pass, Contact, new Dictionary<string, string> { ["SuperOffice:84"] = "new" }, Machine.Cancellation);

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal((givenUp, outlived), (entry.GivenUp.Count, entry.Outlived.Count));
    }

    [Fact]
    public async Task Of_an_outlived_write_that_arrives_nothing_is_ours_and_it_is_told_once()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
        await machine.Ledger.GiveUpAsync(pass, Contact, inDoubt: [], Machine.Cancellation);
        await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
        await machine.Ledger.ConfirmAsync(pass, Contact, new Dictionary<string, string> { ["SuperOffice:84"] = "later" }, Machine.Cancellation);
        var late = Assert.Single((await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Outlived);

        await machine.Ledger.ArrivedTooLateAsync(pass, Contact, late, ["SuperOffice:84"], Machine.Cancellation);

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal((LedgerEntry.Unsure, Intent.Applied, 0), (entry.Written["SuperOffice:84"], entry.Applied, entry.Outlived.Count));
        Assert.Single(await new WriteHistory(machine.Shard).ReadAsync(Machine.Tenant, Machine.Cancellation).ToListAsync(Machine.Cancellation));
    }

    [Fact]
    public async Task What_was_sent_is_kept_where_the_CRM_returned_something_else()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await WriteAsync("ne");
        Assert.Equal(Intent.New["SuperOffice:84"], (await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Sent["SuperOffice:84"]);

        await machine.Ledger.AdoptAsync(pass, Contact, new Dictionary<string, string> { ["SuperOffice:84"] = "other" }, "somebody", Machine.Cancellation);
        Assert.Empty((await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Sent);

        await WriteAsync("ne");
        await WriteAsync(Intent.New["SuperOffice:84"]);
        Assert.Empty((await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Sent);

        async Task WriteAsync(string returned)
        {
            await machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
            await machine.Ledger.ConfirmAsync(pass, Contact, new Dictionary<string, string> { ["SuperOffice:84"] = returned }, Machine.Cancellation);
        }
    }

    private static async Task<Pass> PassAsync(Machine machine)
    {
        await machine.AttachedAsync(Machine.Process(7));
        return await machine.TakeAsync();
    }
}
