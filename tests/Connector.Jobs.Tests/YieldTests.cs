using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>Work that nobody waits for steps aside, and holds nothing up.</summary>
public sealed class YieldTests(RedisFixture redis)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_job_that_yields_goes_back_alone_and_the_entitys_others_end()
    {
        await using var machine = await Machine.StartAsync(redis);
        var yielding = await RequestedAsync(machine);
        var other = await machine.AttachedAsync(Machine.Process(17));
        var pass = await machine.TakeAsync();

        await YieldAsync(machine, pass, yielding);
        await machine.FinishAsync(pass);

        Assert.Equal("finished", (await machine.Runs.FindJobAsync(other, Machine.Cancellation))!.State);
        Assert.Equal("scheduled", (await machine.Runs.FindJobAsync(yielding, Machine.Cancellation))!.State);
        Assert.InRange((await machine.Passes.TakeAsync("worker", [], Machine.Cancellation)).NextDueIn!.Value, Long / 2, Long);
        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 1), (audit.Scheduled, audit.Finished));
    }

    [Fact]
    public async Task An_event_that_joins_an_account_that_yields_is_worked_on_as_ever()
    {
        await using var machine = await Machine.StartAsync(redis);
        var yielding = await RequestedAsync(machine);
        await YieldAsync(machine, await machine.TakeAsync(), yielding);

        var joined = await machine.AttachedAsync(Machine.Process(17));

        Assert.Equal([yielding, joined], (await machine.TakeAsync()).Jobs.Select(j => j.JobId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_that_joins_during_the_pass_does_not_wait_for_what_yields(bool before)
    {
        await using var machine = await Machine.StartAsync(redis);
        var yielding = await RequestedAsync(machine);
        await machine.AttachedAsync(Machine.Process(17));
        var pass = await machine.TakeAsync();

        string joined;
        if (before)
        {
            joined = await machine.AttachedAsync(Machine.Process(17, 4));
            await YieldAsync(machine, pass, yielding);
        }
        else
        {
            await YieldAsync(machine, pass, yielding);
            joined = await machine.AttachedAsync(Machine.Process(17, 4));
        }

        await machine.FinishAsync(pass);

        Assert.Equal([yielding, joined], (await machine.TakeAsync()).Jobs.Select(j => j.JobId));
    }

    [Fact]
    public async Task Another_wait_of_the_same_pass_counts_as_if_nothing_had_yielded()
    {
        await using var machine = await Machine.StartAsync(redis);
        var yielding = await RequestedAsync(machine);
        await machine.AttachedAsync(Machine.Process(17, 4));
        var pass = await machine.TakeAsync();

        await YieldAsync(machine, pass, yielding);
        await machine.Passes.ReleaseAsync(
            pass, new Release { Reason = ReleaseReason.StillWorking, Entity = EntityKey.Person(4), Delay = TimeSpan.FromMinutes(1) }, Machine.Cancellation);

        Assert.InRange(
            (await machine.Passes.TakeAsync("worker", [], Machine.Cancellation)).NextDueIn!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        await machine.BalancedAsync();
    }

    private static async Task<string> RequestedAsync(Machine machine) =>
        (await machine.Requests.SubmitAsync(Machine.Request(17, kind: RequestKind.Cascade), Machine.Cancellation)).JobId;

    private static Task YieldAsync(Machine machine, Pass pass, string job) => machine.Passes.ReleaseAsync(
        pass,
        new Release { Reason = ReleaseReason.Yielded, Entity = EntityKey.Contact(17), Jobs = [job], Delay = Long, Detail = "Redis is filling up" },
        Machine.Cancellation);
}
