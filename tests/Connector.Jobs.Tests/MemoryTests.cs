using Connector.Jobs.Memory;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests;

public sealed class MemoryTests
{
    [Theory]
    [InlineData(69, MemoryPressure.Normal, MemoryPressure.Normal)]
    [InlineData(70, MemoryPressure.Normal, MemoryPressure.Trim)]
    [InlineData(80, MemoryPressure.Normal, MemoryPressure.Alarm)]
    [InlineData(90, MemoryPressure.Trim, MemoryPressure.Spool)]
    [InlineData(100, MemoryPressure.Spool, MemoryPressure.Spool)]
    [InlineData(89, MemoryPressure.Spool, MemoryPressure.Spool)]
    [InlineData(87, MemoryPressure.Spool, MemoryPressure.Alarm)]
    [InlineData(79, MemoryPressure.Alarm, MemoryPressure.Alarm)]
    [InlineData(77, MemoryPressure.Alarm, MemoryPressure.Trim)]
    [InlineData(69, MemoryPressure.Trim, MemoryPressure.Trim)]
    [InlineData(67, MemoryPressure.Trim, MemoryPressure.Normal)]
    [InlineData(10, MemoryPressure.Spool, MemoryPressure.Normal)]
    public void Pressure_begins_at_its_mark_and_eases_two_points_below(int percent, MemoryPressure before, MemoryPressure after) =>
        Assert.Equal(after, new MemoryUse(percent, 100).After(before));

    [Fact]
    public void Without_a_limit_there_is_no_pressure() => Assert.Equal(MemoryPressure.Normal, new MemoryUse(long.MaxValue, null).After(MemoryPressure.Spool));

    [Fact]
    public async Task The_watch_sees_a_real_server_fill_and_empty()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        var watch = machine.WatchMemory();
        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", 40 << 20);

        await watch.LookAsync(Machine.Cancellation);
        Assert.Equal(MemoryPressure.Normal, watch.Pressure);
        await FillAsync(machine, 38 << 20, limit: 40 << 20);
        await watch.LookAsync(Machine.Cancellation);
        Assert.Equal(MemoryPressure.Spool, watch.Pressure);
        await machine.Redis.KeyDeleteAsync("somebody-elses");
        // What it came in through is given back by and by.
        await Eventually.TrueAsync(
            async () =>
            {
                await watch.LookAsync(Machine.Cancellation);
                return watch.Pressure == MemoryPressure.Normal;
            },
            TimeSpan.FromSeconds(30),
            "the server has given the memory back",
            Machine.Cancellation);
    }

    /// <summary>Whatever fills Redis, work that it holds comes to an end without help, by each of the ways there are.</summary>
    [Fact]
    public async Task What_is_waiting_scheduled_and_in_a_pass_when_a_strangers_key_fills_the_server_ends()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        await machine.AttachedAsync(Machine.Process(1));
        var finishing = await machine.TakeAsync();
        await machine.AttachedAsync(Machine.Process(2));
        var retrying = await machine.TakeAsync();
        await machine.AttachedAsync(Machine.Process(3));
        var crashing = await machine.TakeAsync();
        await machine.AttachedAsync(Machine.Process(4));
        var waiting = await machine.WaitingAsync();
        await machine.ExpireAsync(crashing);
        await FillAsync(machine, 12 << 20, limit: 12 << 20);

        await Assert.ThrowsAsync<StackExchange.Redis.RedisServerException>(() => machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation));
        await machine.Waiting.AttachAsync(waiting, Machine.Process(5), Machine.Cancellation);
        await machine.Passes.BeatAsync(finishing, Machine.Cancellation);
        await machine.FinishAsync(finishing);
        await machine.Passes.RetryAsync(retrying, TimeSpan.Zero, "an error", Machine.Cancellation);
        Assert.Equal(1, await machine.Passes.ReclaimAsync(Machine.Cancellation));
        for (var left = 0; left < 4; left++)
        {
            await machine.FinishAsync(await machine.TakeAsync());
        }

        var audit = await machine.BalancedAsync();
        Assert.Equal((5, 5), (audit.Accepted, audit.Finished));
    }

    // The server counts what is on its way to it, too: a key that fits comes in without a limit.
    private static async Task FillAsync(Machine machine, int bytes, int limit)
    {
        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", 0);
        // Its last byte makes all of it, so that a busy machine has little to send.
        await machine.Redis.KeyDeleteAsync("somebody-elses");
        await machine.Redis.StringSetRangeAsync("somebody-elses", bytes - 1, "x");
        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", limit);
    }
}
