using Connector.Testing;
using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

public sealed class OutageTests
{
    [Fact]
    public async Task A_server_killed_and_restarted_has_lost_nothing_and_nobody_has_to_reconnect()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",abortConnect=false");
        await machine.AttachedAsync(Machine.Process(1));
        await machine.AttachedAsync(Machine.Process(2));
        var pass = await machine.TakeAsync();
        await machine.FinishAsync(await machine.TakeAsync());
        await machine.Intake.AcceptAsync([Machine.Event(), Machine.Event("twice")], Machine.Cancellation);
        var before = await machine.BalancedAsync();

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<RedisException>(() => machine.Passes.TakeAsync("worker", [], Machine.Cancellation));
        await server.RestartAsync(Machine.Cancellation);

        await Eventually.TrueAsync(
            async () => await machine.Audit.CountAsync(Machine.Cancellation) == before, cancellationToken: Machine.Cancellation);
        await machine.FinishAsync(pass);
        Assert.True(Assert.Single(await machine.Intake.AcceptAsync([Machine.Event("twice")], Machine.Cancellation)).Duplicate);
        foreach (var job in await machine.Waiting.ReadAsync(10, Machine.Cancellation))
        {
            await machine.Waiting.AttachAsync(job, Machine.Process(3), Machine.Cancellation);
        }

        await machine.FinishAsync(await machine.TakeAsync());
        var end = await machine.BalancedAsync();
        Assert.Equal((4, 4), (end.Accepted, end.Finished));
    }

    [Fact]
    public async Task After_the_data_is_lost_it_is_noted_and_new_events_are_decided()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        await machine.AttachedAsync(Machine.Process(1));
        var pass = await machine.TakeAsync();
        await machine.Redis.ExecuteAsync("FLUSHALL");

        Assert.Empty(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
        Assert.Equal(0, await machine.Passes.ReclaimAsync(Machine.Cancellation));
        await Assert.ThrowsAsync<Queue.LeaseLostException>(() => machine.Passes.BeatAsync(pass, Machine.Cancellation));
        await machine.Redis.ExecuteAsync("FLUSHALL");
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);

        Assert.Single(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
        Assert.Equal("sandbox", await machine.Redis.HashGetAsync(Machine.Prefix + "layout", "profile"));
    }

    [Fact]
    public async Task A_full_server_refuses_new_events_whole_and_lets_jobs_end()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        await machine.AttachedAsync(Machine.Process(1));
        var waiting = await machine.WaitingAsync();
        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await Assert.ThrowsAsync<RedisServerException>(() => machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation));
        await machine.Waiting.AttachAsync(waiting, Machine.Process(2), Machine.Cancellation);
        await machine.FinishAsync(await machine.TakeAsync());
        await machine.FinishAsync(await machine.TakeAsync());

        var audit = await machine.BalancedAsync();
        Assert.Equal((2, 2), (audit.Accepted, audit.Finished));
    }
}
