using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>What an intent took from the write budget comes back if its PATCH is known not to have happened, and only then.</summary>
public sealed class BudgetReturnTests(RedisFixture redis)
{
    private const string Key = $"{Machine.Prefix}write-budget:{Machine.Tenant}";

    private static readonly WriteIntent Intent = new(
        0, "fp", new Dictionary<string, string?> { ["a"] = null }, new Dictionary<string, string> { ["a"] = "new" }, default);

    private static readonly EntityKey Contact = EntityKey.Contact(1);
    private static readonly EntityKey Person = EntityKey.Person(9);

    /// <summary>What is done to the account's entities, and whether it counts against the budget afterwards.</summary>
    [Theory]
    [InlineData("intend contact, abandon contact", false)]
    [InlineData("intend contact, confirm contact", true)]
    [InlineData("intend contact, give-up contact", true)] // it may arrive yet
    [InlineData("intend contact", true)] // nobody knows yet
    [InlineData("intend contact, confirm contact, intend person, abandon person", true)]
    [InlineData("intend contact, abandon contact, intend person, confirm person", true)]
    [InlineData("intend contact, abandon contact, intend person, abandon person", false)]
    [InlineData("intend contact, abandon contact, abandon contact", false)]
    [InlineData("intend contact, confirm contact, abandon contact", true)]
    [InlineData("item, intend contact, abandon contact", true)] // the list item is there
    [InlineData("approve contact, abandon contact", false)]
    [InlineData("intend contact, confirm contact, approve contact, abandon contact", true)]
    [InlineData("intend contact, abandon contact, approve person, confirm person", false)]
    public async Task An_account_counts_if_something_of_it_was_or_may_have_been_written(string steps, bool counts)
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine, 1);
        foreach (var step in steps.Split(", "))
        {
            await DoAsync(machine, pass, step.Split(' '));
        }

        Assert.Equal(counts, await machine.Redis.SortedSetScoreAsync(Key, "c1") is not null);
        await machine.FinishAsync(pass);
        Assert.Equal(
            counts ? IntendResult.BudgetSpent : IntendResult.Go,
            await machine.Ledger.IntendAsync(await PassAsync(machine, 2), EntityKey.Contact(2), Intent, Machine.Terms(perDay: 1), Machine.Cancellation));
    }

    [Fact]
    public async Task Account_that_was_written_within_the_day_before_counts_as_of_then_again()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine, 1);
        var before = await machine.NowAsync() - (3 * 3600 * 1000);
        await machine.Redis.SortedSetAddAsync(Key, "c1", before);

        await DoAsync(machine, pass, ["intend", "contact"]);
        Assert.NotEqual(before, await machine.Redis.SortedSetScoreAsync(Key, "c1"));
        await DoAsync(machine, pass, ["abandon", "contact"]);

        Assert.Equal(before, await machine.Redis.SortedSetScoreAsync(Key, "c1"));
    }

    [Fact]
    public async Task Account_that_another_write_has_counted_since_stays_counted()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine, 1);
        await DoAsync(machine, pass, ["intend", "contact"]);
        // A worker of a former version, which knows nothing of giving back, has written the account's person.
        var later = await machine.Redis.SortedSetScoreAsync(Key, "c1") + 5;
        await machine.Redis.SortedSetAddAsync(Key, "c1", later!.Value);

        await DoAsync(machine, pass, ["abandon", "contact"]);

        Assert.Equal(later, await machine.Redis.SortedSetScoreAsync(Key, "c1"));
    }

    private static async Task DoAsync(Machine machine, Pass pass, string[] step)
    {
        var entity = step[^1] == "person" ? Person : Contact;
        switch (step[0])
        {
            case "intend" or "approve":
                var terms = Machine.Terms(grant: step[0] == "approve" ? new WriteGrant(GrantKind.Approve, "b") : null);
                Assert.Equal(IntendResult.Go, await machine.Ledger.IntendAsync(pass, entity, Intent, terms, Machine.Cancellation));
                break;
            case "abandon":
                await machine.Ledger.AbandonAsync(pass, entity, Machine.Cancellation);
                break;
            case "give-up":
                await machine.Ledger.GiveUpAsync(pass, entity, [], Machine.Cancellation);
                break;
            case "confirm":
                await machine.Ledger.ConfirmAsync(pass, entity, Intent.New, Machine.Cancellation);
                break;
            default:
                Assert.Equal(
                    ListItemVerdict.Granted, await new ListItemBudget(machine.Shard).TryTakeAsync(pass, Machine.Terms(), 5, Machine.Cancellation));
                break;
        }
    }

    private static async Task<Pass> PassAsync(Machine machine, int contact)
    {
        await machine.AttachedAsync(Machine.Process(contact));
        return await machine.TakeAsync();
    }
}
