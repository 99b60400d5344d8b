using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Tests;

public sealed class UndoPlanTests(RedisFixture redis)
{
    private static readonly EntityKey Contact = EntityKey.Contact(7);

    [Fact]
    public async Task Of_several_writes_the_first_old_value_comes_back_where_the_last_new_one_still_is()
    {
        var plan = await PlanAsync(new UndoSelection { Entities = [Contact] }, Write(1, null, "a"), Write(2, "a", "b"), Write(3, "b", "c"));

        var field = Assert.Single(Assert.Single(plan.Entities).Fields);
        Assert.Equal((3, 1, "c", null), (plan.Writes, plan.Fields, Assert.Single(field.Written), field.Restore));
    }

    [Fact]
    public async Task A_field_we_wrote_again_since_for_another_reason_is_left_alone()
    {
        var plan = await PlanAsync(new UndoSelection { Pass = 1 }, Write(1, null, "a"), Write(2, "a", "b"));

        Assert.Empty(plan.Entities);
        Assert.Equal((1, 1), (plan.Writes, plan.WrittenSince));
    }

    [Fact]
    public async Task What_was_undone_is_not_undone_again_but_what_was_written_after_it_is()
    {
        var undone = await PlanAsync(new UndoSelection { Pass = 1 }, Write(1, null, "a"), Write(2, "a", "", "undo"));
        Assert.Empty(undone.Entities);
        Assert.Equal(1, undone.UndoneAlready);

        var again = await PlanAsync(new UndoSelection { Entities = [Contact] }, Write(1, null, "a"), Write(2, "a", "", "undo"), Write(3, "", "c"));
        Assert.Equal(("", "c"), (again.Entities[0].Fields[0].Restore, again.Entities[0].Fields[0].Written[0]));
    }

    [Fact]
    public async Task By_time_the_end_is_not_included()
    {
        var selection = new UndoSelection { From = At(2), Until = At(3) };

        Assert.Equal(1, (await PlanAsync(selection, Write(1, null, "a"), Write(2, "a", "b"), Write(3, "b", "c"))).Writes);
    }

    [Fact]
    public Task Nothing_selected_is_a_mistake_and_not_everything() =>
        Assert.ThrowsAsync<ArgumentException>(() => PlanAsync(new UndoSelection(), Write(1, null, "a")));

    [Fact]
    public async Task The_history_has_what_was_confirmed_with_pass_run_and_batch()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        var intent = new WriteIntent(
            pass.Fence, "fp", new Dictionary<string, string?> { ["a"] = null, ["b"] = "x" }, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, default)
        {
            Snapshot = ["a", "b"],
        };
        await machine.Ledger.IntendAsync(pass, Contact, intent, Machine.Terms(grant: new WriteGrant(GrantKind.Approve, "batch")), Machine.Cancellation);
        await machine.Ledger.ConfirmAsync(pass, Contact, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2 " }, Machine.Cancellation);

        var write = Assert.Single(await new WriteHistory(machine.Shard).ReadAsync(Machine.Tenant, Machine.Cancellation).ToListAsync(Machine.Cancellation));

        Assert.Equal((Contact, pass.Account, pass.Fence, pass.RunId, "approve", "batch"), (write.Entity, write.Account, write.Fence, write.Run, write.Kind, write.Batch));
        Assert.Equal((null, "x", "2 "), (write.Old["a"], write.Old["b"], write.New["b"]));
        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal(["a", "b"], entry.Snapshot);
        Assert.NotNull(entry.WrittenAt);
    }

    [Fact]
    public async Task An_undo_leaves_what_the_ledger_says_and_reminds_it_of_what_it_forgot()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        var intent = new WriteIntent(
            pass.Fence, "", new Dictionary<string, string?> { ["a"] = "ours" }, new Dictionary<string, string> { ["a"] = "" }, default);
        await machine.Ledger.MarkAppliedAsync(pass, Contact, "fp", Machine.Cancellation);
        await machine.Ledger.IntendAsync(pass, Contact, intent, Machine.Terms(grant: new WriteGrant(GrantKind.Undo, "batch")), Machine.Cancellation);

        await machine.Ledger.ConfirmAsync(pass, Contact, new Dictionary<string, string> { ["a"] = "" }, Machine.Cancellation);

        var entry = await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation);
        Assert.Equal(("ours", "fp"), (entry.Written["a"], entry.Applied));
    }

    private static Task<UndoPlan> PlanAsync(UndoSelection selection, params WriteRecord[] history) =>
        UndoPlan.MakeAsync(Machine.Tenant, history.ToAsyncEnumerable(), selection, certain: true, Machine.Cancellation);

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);

    private static WriteRecord Write(int fence, string? old, string value, string kind = "") => new()
    {
        Entity = Contact,
        Account = AccountKey.OfContact(Machine.Tenant, 7),
        Fence = fence,
        Run = "r",
        Kind = kind,
        Batch = "",
        At = At(fence),
        Old = new Dictionary<string, string?> { ["f"] = old },
        New = new Dictionary<string, string> { ["f"] = value },
    };
}
