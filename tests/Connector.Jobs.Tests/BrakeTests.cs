using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;

namespace Connector.Jobs.Tests;

/// <summary>Which writes lower a tenant's mode. A record's trouble is the record's: only many records in trouble are the tenant's.</summary>
public sealed class BrakeTests(RedisFixture redis)
{
    private static readonly BrakeLimits Limits = new(5, 20);

    [Theory]
    [InlineData(WriteEnding.Conflict)]
    [InlineData(WriteEnding.Refusal)]
    [InlineData(WriteEnding.Mismatch)]
    [InlineData(WriteEnding.NoRight)]
    public async Task One_record_that_fails_a_hundred_times_lowers_nothing_and_the_sixth_record_does(WriteEnding ending)
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var time = 0; time < 100; time++)
        {
            Assert.Null(await NoteAsync(machine, 1, ending));
        }

        for (var record = 2; record <= 5; record++)
        {
            Assert.Null(await NoteAsync(machine, record, ending));
        }

        Assert.Null((await machine.Modes.ReadAsync(Machine.Tenant, Machine.Cancellation)).Mode);

        var reason = await NoteAsync(machine, 6, ending);

        Assert.StartsWith("6 of the last 6 records that were written ended in a conflict, a refusal, a missing right (403)", reason, StringComparison.Ordinal);
        var limits = await machine.Modes.ReadAsync(Machine.Tenant, Machine.Cancellation);
        Assert.Equal((TenantMode.Propose, true, reason), (limits.Mode, limits.IsBraked, limits.ModeReason));
    }

    [Fact]
    public async Task Record_that_was_written_since_is_in_trouble_no_more()
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var round = 0; round < 3; round++)
        {
            for (var record = 1; record <= 5; record++)
            {
                Assert.Null(await NoteAsync(machine, record, WriteEnding.Conflict));
            }

            Assert.Null(await NoteAsync(machine, 1, WriteEnding.Smooth));
            Assert.Null(await NoteAsync(machine, 6 + round, WriteEnding.Mismatch));
            Assert.Null(await NoteAsync(machine, 6 + round, WriteEnding.Smooth));
        }
    }

    [Fact]
    public async Task Only_the_last_records_that_wrote_count_in_the_order_of_their_last_writes()
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var record = 1; record <= 5; record++)
        {
            await NoteAsync(machine, record, WriteEnding.Refusal);
        }

        for (var record = 6; record <= 20; record++)
        {
            await NoteAsync(machine, record, WriteEnding.Smooth);
        }

        // The first of all writes again, so that the second is the oldest of the twenty, and the one that the next record takes the place of.
        Assert.Null(await NoteAsync(machine, 1, WriteEnding.Refusal));
        Assert.Null(await NoteAsync(machine, 21, WriteEnding.Refusal));
        Assert.Equal(20, await machine.Redis.HashLengthAsync($"{Machine.Prefix}troubles:{Machine.Tenant}"));

        // And the third: 1, 4, 5, 21 and 22.
        Assert.Null(await NoteAsync(machine, 22, WriteEnding.Refusal));
        Assert.Null(await NoteAsync(machine, 6, WriteEnding.Smooth));
        Assert.StartsWith("6 of the last 20 ", await NoteAsync(machine, 6, WriteEnding.Refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mode_is_lowered_once_and_a_person_who_raises_it_begins_with_a_clean_record()
    {
        await using var machine = await Machine.StartAsync(redis);
        // What a former version counted is of no use.
        await machine.Redis.HashSetAsync($"{Machine.Prefix}brake:{Machine.Tenant}", "17", 9);
        string? reason = null;
        for (var record = 1; record <= 6; record++)
        {
            reason = await NoteAsync(machine, record, WriteEnding.NoRight);
        }

        Assert.NotNull(reason);
        Assert.Null(await NoteAsync(machine, 7, WriteEnding.NoRight));
        Assert.True(await machine.Modes.RaiseAsync(Machine.Tenant, TenantMode.Write, "ANNA", "looked at it", Machine.Cancellation));
        for (var record = 8; record <= 12; record++)
        {
            Assert.Null(await NoteAsync(machine, record, WriteEnding.Conflict));
        }

        Assert.False(await machine.Redis.KeyExistsAsync($"{Machine.Prefix}brake:{Machine.Tenant}"));
        Assert.Equal(
            [("ANNA", "mode", "write: looked at it"), ("brake", "mode", $"propose: {reason}")],
            (await machine.Operations.ListAsync(10, before: null, Machine.Cancellation)).Select(o => (o.By, o.What, o.Detail)));
    }

    private static Task<string?> NoteAsync(Machine machine, int contact, WriteEnding ending) =>
        new Brake(machine.Shard).NoteAsync(Machine.Tenant, EntityKey.Contact(contact), ending, Limits, Machine.Cancellation);
}
