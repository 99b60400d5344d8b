using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests.History;

/// <summary>Every script that makes or takes away a ledger counts it.</summary>
public sealed class LedgerCountTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly EntityKey Contact = EntityKey.Contact(7);
    private static readonly WriteIntent Intent = new(
        0, "fingerprint+1", new Dictionary<string, string?> { ["a:1"] = null }, new Dictionary<string, string> { ["a:1"] = "[I:5]" }, default);

    private Machine _machine = null!;
    private Pass _pass = null!;

    public async ValueTask InitializeAsync()
    {
        _machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero });
        await _machine.AttachedAsync(Machine.Process(7));
        _pass = await _machine.TakeAsync();
    }

    public async ValueTask DisposeAsync() => await _machine.DisposeAsync();

    [Theory]
    [InlineData("intend and confirm", 1)]
    [InlineData("intend and abandon", 0)]
    [InlineData("intend and give up", 1)]
    [InlineData("applied", 1)]
    [InlineData("adopt", 1)]
    [InlineData("rebuild", 1)]
    [InlineData("cascaded", 1)]
    [InlineData("settle", 1)]
    [InlineData("hide", 1)]
    [InlineData("hide and describe", 0)]
    [InlineData("applied and hide and describe", 1)]
    [InlineData("applied and erase", 0)]
    [InlineData("erase", 0)]
    public async Task Counted(string ways, int ledgers)
    {
        // Twice, and again: a ledger that is there is made by nobody.
        foreach (var way in ways.Split(" and ").Concat(ways.Split(" and ")))
        {
            await GoAsync(way);
        }

        Assert.Equal((ledgers, ledgers), ((await _machine.BalancedAsync()).Ledgers, await _machine.CountAsync([$"ledger:{Machine.Tenant}:{Contact}"])));
    }

    /// <summary>Those that the version before has made.</summary>
    [Fact]
    public async Task Those_that_were_there_before_are_counted_once_and_a_wrong_count_is_put_right_by_the_audit_in_depth()
    {
        for (var i = 0; i < 20; i++)
        {
            await _machine.Redis.HashSetAsync($"{Machine.Prefix}ledger:{Machine.Tenant}:contact:{1000 + i}", "applied", "f");
        }

        await GoAsync("applied");
        var count = new LedgerCount(_machine.Shard);
        await count.EnsureAsync(Machine.Cancellation);
        Assert.Equal(21, (await _machine.BalancedAsync()).Ledgers);

        await _machine.Redis.KeyDeleteAsync($"{Machine.Prefix}ledger:{Machine.Tenant}:contact:1000");
        await count.EnsureAsync(Machine.Cancellation);
        Assert.Equal(21, (await _machine.BalancedAsync()).Ledgers);
        await new AuditedMachine(_machine).AuditAsync();
        var audit = await _machine.BalancedAsync();
        Assert.Equal((20, 34_000), (audit.Ledgers, audit.LedgerBytes));
    }

    private Task GoAsync(string way) => way switch
    {
        "intend" => _machine.Ledger.IntendAsync(_pass, Contact, Intent, Machine.Terms(), Machine.Cancellation),
        "confirm" => _machine.Ledger.ConfirmAsync(_pass, Contact, Intent.New, Machine.Cancellation),
        "abandon" => _machine.Ledger.AbandonAsync(_pass, Contact, Machine.Cancellation),
        "give up" => _machine.Ledger.GiveUpAsync(_pass, Contact, [], Machine.Cancellation),
        "applied" => _machine.Ledger.MarkAppliedAsync(_pass, Contact, "f", Machine.Cancellation),
        "adopt" => _machine.Ledger.AdoptAsync(_pass, Contact, new Dictionary<string, string> { ["a:1"] = "x" }, "Anna", Machine.Cancellation),
        "rebuild" => _machine.Ledger.RebuildAsync(_pass, Contact, new Dictionary<string, string> { ["a:1"] = "x" }, "f", DateTimeOffset.UnixEpoch, Machine.Cancellation),
        "cascaded" => _machine.Ledger.RememberCascadedAsync(_pass, Contact, "state", onlyFirst: false, Machine.Cancellation),
        "settle" => _machine.Spend.SettleAsync(_pass, Contact, "f", Encoding.UTF8.GetBytes("{}"), TimeSpan.FromDays(1), null, Machine.Cancellation),
        "hide" => _machine.Passes.HideAsync(_pass, Contact, Machine.Cancellation),
        "describe" => _machine.Passes.DescribeAsync(_pass, "Muster AG", "ANNA", Machine.Cancellation),
        _ => _machine.Erasures.EraseAsync(_pass, Contact, "Anna", 0, "", Machine.Cancellation),
    };
}
