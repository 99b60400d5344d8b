using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class SiblingTests(RedisFixture redis)
{
    [Fact]
    public async Task Failures_of_one_entity_are_not_charged_to_its_siblings()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7, person: 3));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await machine.Passes.RetryAsync(await machine.TakeAsync(), TimeSpan.Zero, "time-out", [EntityKey.Person(3)], Machine.Cancellation);
        }

        await machine.AttachedAsync(Machine.Process(7));
        await machine.Passes.RetryAsync(await machine.TakeAsync(), TimeSpan.Zero, "time-out", [EntityKey.Person(3)], Machine.Cancellation);

        var pass = await machine.TakeAsync();
        Assert.Equal([(EntityKey.Person(3), 4), (EntityKey.Contact(7), 0)], pass.Jobs.Select(j => (j.Entity, j.FailedAttempts)));
        Assert.Equal([true, false], pass.Jobs.Select(j => j.FailingSince is not null));
    }

    [Fact]
    public async Task A_beat_tells_a_pass_that_the_shard_is_drained_and_what_it_hands_over_costs_nothing()
    {
        await using var machine = await Machine.StartAsync(redis);
        var drains = new Drains(machine.Shard);
        await machine.AttachedAsync(Machine.Process(7));
        var waiting = await machine.WaitingAsync();
        var pass = await machine.TakeAsync();
        Assert.True(await machine.Passes.BeatAsync(pass, Machine.Cancellation));
        await drains.StartAsync("Anna", Machine.Cancellation);

        Assert.False(await machine.Passes.BeatAsync(pass, Machine.Cancellation));
        await machine.Passes.ReleaseAsync(pass, new Release { Reason = ReleaseReason.HandedOver }, Machine.Cancellation);
        await machine.Waiting.AttachAsync(waiting, Machine.Process(8), Machine.Cancellation);
        Assert.Null(await machine.NothingDueAsync());
        Assert.Equal(2, (await machine.BalancedAsync()).Scheduled);

        await drains.EndAsync("Anna", Machine.Cancellation);
        var again = await machine.TakeAsync();
        Assert.Equal((0, 0, 0), (again.FailedAttempts, again.Crashes, again.Jobs[0].FailedAttempts));
    }
}
