using Connector.Jobs.Accounts;
using Connector.Jobs.Erasing;
using Connector.Jobs.Journal;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests.Journal;

/// <summary>An erasure is over once every directory that counts has erased: what each still owes is known, whatever happens meanwhile.</summary>
public sealed class JournalDirectoriesTests(RedisFixture redis)
{
    private static CancellationToken Cancellation => Machine.Cancellation;

    [Fact]
    public async Task Each_other_directory_owes_an_erasure_and_the_receipt_names_it_until_it_has_erased()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await SeenAsync(directories, "own", "gone", "live");
        await AgeAsync(machine, "gone");

        var receipt = await EraseAsync(machine, 7, own: "own");

        Assert.Equal(["gone", "live"], receipt.Missing.Select(one => one.Id));
        Assert.Contains("The journal of host-gone (directory gone, last seen ", receipt.Missing[0].Silence, StringComparison.Ordinal);
        Assert.Contains("start a worker with that directory, or, if its disk no longer exists, say so: connector journals forget gone", receipt.Missing[0].Silence, StringComparison.Ordinal);
        Assert.Equal("The journal of host-live (directory live) has not answered yet.", receipt.Missing[1].Silence);

        await ErasedAsync(directories, "live");
        Assert.Equal(["gone"], (await ReceiptAsync(machine)).Missing.Select(one => one.Id));
        await directories.SeenAsync("gone", "host-2", Cancellation);
        await ErasedAsync(directories, "gone");
        Assert.Empty((await ReceiptAsync(machine)).Missing);
        Assert.Equal([("gone", "host-2"), ("live", "host-live"), ("own", "host-own")], (await directories.ListAsync(Cancellation)).Select(one => (one.Id, one.Host)));
    }

    [Fact]
    public async Task A_directory_that_is_new_owes_nothing_of_what_was_erased_before_and_a_worker_without_one_has_all_erase()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await SeenAsync(directories, "a", "b");
        var receipt = await EraseAsync(machine, 7, own: "");
        Assert.Equal(["a", "b"], receipt.Missing.Select(one => one.Id));

        Assert.Equal(0, (await directories.SeenAsync("c", "host", Cancellation)).Due);
        Assert.Equal(1, (await directories.SeenAsync("a", "host", Cancellation)).Due);
    }

    [Fact]
    public async Task What_is_asked_for_again_while_it_is_erased_is_still_due()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await SeenAsync(directories, "a");
        await EraseAsync(machine, 7, own: "own");
        var first = await directories.DueAsync("a", 10, Cancellation);
        var asked = await machine.NowAsync();
        await Testing.Eventually.TrueAsync(async () => await machine.NowAsync() > asked, cancellationToken: Cancellation);
        await EraseAsync(machine, 7, own: "own");

        await directories.ErasedAsync("a", first, Cancellation);

        var due = Assert.Single(await directories.DueAsync("a", 10, Cancellation));
        Assert.Equal((Machine.Tenant, EntityKey.Contact(7)), (due.Tenant, due.Entity));
        await directories.ErasedAsync("a", [due], Cancellation);
        Assert.Empty(await directories.DueAsync("a", 10, Cancellation));
    }

    [Fact]
    public async Task A_forgotten_directory_holds_nothing_up_and_erases_what_it_missed_should_it_come_back()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await SeenAsync(directories, "gone");
        await EraseAsync(machine, 7, own: "own");
        Assert.Equal(ForgetVerdict.InUse, await directories.ForgetAsync("gone", "ANNA", "the disk burnt", Cancellation));
        await AgeAsync(machine, "gone");

        Assert.Equal(ForgetVerdict.Forgotten, await directories.ForgetAsync("gone", "ANNA", "the disk burnt", Cancellation));
        Assert.Equal(ForgetVerdict.Already, await directories.ForgetAsync("gone", "ANNA", "again", Cancellation));
        Assert.Equal(ForgetVerdict.Unknown, await directories.ForgetAsync("nobody", "ANNA", "x", Cancellation));

        Assert.Empty((await ReceiptAsync(machine)).Missing);
        Assert.Empty((await EraseAsync(machine, 8, own: "own")).Missing);
        var forgotten = Assert.Single(await directories.ListAsync(Cancellation));
        Assert.Equal((false, "ANNA", "the disk burnt", 2L), (forgotten.Counts, forgotten.ForgottenBy, forgotten.Reason, forgotten.Due));
        var operation = Assert.Single(await machine.Operations.ListAsync(10, null, Cancellation), one => one.What == "forget-journal");
        Assert.Equal(("ANNA", "gone", "the disk burnt"), (operation.By, operation.Target, operation.Detail));

        Assert.Equal(new SeenDirectory(2, WasForgotten: true, 0), await directories.SeenAsync("gone", "host", Cancellation));
        Assert.Equal(["gone"], (await ReceiptAsync(machine)).Missing.Select(one => one.Id));
        Assert.Equal(new SeenDirectory(2, WasForgotten: false, 0), await directories.SeenAsync("gone", "host", Cancellation));
    }

    [Fact]
    public async Task Of_a_forgotten_directory_the_newest_10_000_are_kept_and_it_is_told_that_there_were_more()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await SeenAsync(directories, "gone");
        await machine.Redis.SortedSetAddAsync($"{Machine.Prefix}journal-due:gone", [.. Enumerable.Range(1, 10_002).Select(id => new StackExchange.Redis.SortedSetEntry($"{Machine.Tenant}:person:{id}", id))]);
        await AgeAsync(machine, "gone");
        Assert.Equal(10_002, Assert.Single(await directories.ListAsync(Cancellation)).Due);

        await directories.ForgetAsync("gone", "ANNA", "the disk burnt", Cancellation);
        await EraseAsync(machine, 7, own: "own");

        var forgotten = Assert.Single(await directories.ListAsync(Cancellation));
        Assert.Equal((10_000L, 3L), (forgotten.Due, forgotten.Dropped));
        Assert.Equal(EntityKey.Person(4), (await directories.DueAsync("gone", 1, Cancellation))[0].Entity);
        Assert.Equal(new SeenDirectory(10_000, WasForgotten: true, 3), await directories.SeenAsync("gone", "host", Cancellation));
    }

    [Fact]
    public async Task Of_the_forgotten_ones_the_last_hundred_are_remembered()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        foreach (var number in Enumerable.Range(1, 102))
        {
            await SeenAsync(directories, $"gone-{number:000}");
            await AgeAsync(machine, $"gone-{number:000}");
            await EraseAsync(machine, number, own: "own");
            await directories.ForgetAsync($"gone-{number:000}", "ANNA", "moved", Cancellation);
            var before = await machine.NowAsync();
            await Testing.Eventually.TrueAsync(async () => await machine.NowAsync() > before, cancellationToken: Cancellation);
        }

        var left = await directories.ListAsync(Cancellation);

        Assert.Equal((100, "gone-003"), (left.Count, left[0].Id));
        Assert.False(await machine.Redis.KeyExistsAsync($"{Machine.Prefix}journal-due:gone-002"));
        Assert.True(await machine.Redis.KeyExistsAsync($"{Machine.Prefix}journal-due:gone-003"));
    }

    internal static Task AgeAsync(Machine machine, string directory) =>
        machine.Redis.HashSetAsync($"{Machine.Prefix}journals", directory, $$"""{"host":"host-{{directory}}","seenAt":1000}""");

    private static async Task SeenAsync(JournalDirectories directories, params string[] ids)
    {
        foreach (var id in ids)
        {
            await directories.SeenAsync(id, $"host-{id}", Cancellation);
        }
    }

    private static async Task ErasedAsync(JournalDirectories directories, string directory) =>
        await directories.ErasedAsync(directory, await directories.DueAsync(directory, 10, Cancellation), Cancellation);

    private static async Task<ErasureReceipt> EraseAsync(Machine machine, int contact, string own)
    {
        await machine.Requests.SubmitAsync(Machine.Request(contact, kind: RequestKind.Erase), Cancellation);
        var pass = await machine.TakeAsync();
        await machine.Erasures.EraseAsync(pass, EntityKey.Contact(contact), "Anna", 3, own, Cancellation);
        await machine.FinishAsync(pass, JobOutcome.Skipped);
        return await ReceiptAsync(machine);
    }

    private static async Task<ErasureReceipt> ReceiptAsync(Machine machine) => Assert.Single(await machine.Erasures.ListAsync(1, Cancellation));
}
