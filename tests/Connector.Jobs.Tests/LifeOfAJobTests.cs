using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class LifeOfAJobTests(RedisFixture redis)
{
    [Fact]
    public async Task Accept_attach_take_finish_leads_from_waiting_to_finished_and_the_audit_balances_at_every_step()
    {
        await using var machine = await Machine.StartAsync(redis);
        var accepted = Machine.Event(body: "{\"a\":1}");
        await machine.Intake.AcceptAsync([accepted], Machine.Cancellation);
        Assert.Equal(1, (await machine.BalancedAsync()).Waiting);

        var waiting = Assert.Single(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
        Assert.Equal((accepted.JobId, accepted.Tenant, accepted.EventId), (waiting.JobId, waiting.Tenant, waiting.EventId));
        Assert.Equal(accepted.Body.ToArray(), waiting.Body.ToArray());
        Assert.Equal(accepted.TraceParent, waiting.TraceParent);
        Assert.Equal(1, (await machine.BalancedAsync()).Waiting);

        await machine.Waiting.AttachAsync(waiting, Machine.Process(7), Machine.Cancellation);
        Assert.Equal(1, (await machine.BalancedAsync()).Scheduled);

        var pass = await machine.TakeAsync();
        Assert.Equal(1, (await machine.BalancedAsync()).Processing);
        var job = Assert.Single(pass.Jobs);
        Assert.Equal((AccountKey.OfContact(Machine.Tenant, 7), accepted.JobId), (pass.Account, pass.RunId));
        Assert.Equal(
            new PassJob(
                accepted.JobId, accepted.EventId, "contact.changed", EntityKey.Contact(7), "relevant", 11, waiting.ReceivedAt, accepted.TraceParent),
            job);
        Assert.Equal((0, 0, 0), (pass.FailedAttempts, pass.Crashes, pass.Hops));
        Assert.Null(pass.FailingSince);
        Assert.Null(pass.StillWorkingSince);

        await machine.FinishAsync(pass);
        var end = await machine.BalancedAsync();
        Assert.Equal((1, 1, 0, 0, 0, 0), (end.Accepted, end.Finished, end.Waiting, end.Scheduled, end.Processing, end.Dead));
        Assert.Null(await machine.NothingDueAsync());
    }
}
