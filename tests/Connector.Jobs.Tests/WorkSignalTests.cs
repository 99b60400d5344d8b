using System.Diagnostics;
using System.Globalization;
using Connector.Jobs.Queue;
using Connector.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Jobs.Tests;

public sealed class WorkSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_waits_is_woken_by_an_accepted_event_and_by_a_due_account_and_by_a_restored_connection()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",abortConnect=false");
        await using var signal = new WorkSignal(machine.Shard, TimeProvider.System, NullLogger<WorkSignal>.Instance);
        await signal.WaitForEventsAsync(TimeSpan.FromMilliseconds(1), Machine.Cancellation);
        await signal.WaitForDueAsync(TimeSpan.FromMilliseconds(1), Machine.Cancellation);

        var events = WokenAsync(signal.WaitForEventsAsync);
        var due = WokenAsync(signal.WaitForDueAsync);
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
        Assert.True(await events < Long / 2);
        Assert.False(due.IsCompleted);

        var job = Assert.Single(await machine.Waiting.ReadAsync(1, Machine.Cancellation));
        await machine.Waiting.AttachAsync(job, Machine.Process(1), Machine.Cancellation);
        Assert.True(await due < Long / 2);

        await signal.WaitForEventsAsync(TimeSpan.FromMilliseconds(1), Machine.Cancellation);
        var restored = WokenAsync(signal.WaitForEventsAsync);
        await server.RestartAsync(Machine.Cancellation);
        Assert.True(await restored < Long / 2);
    }

    [Fact]
    public async Task A_signal_between_a_look_and_a_wait_is_not_lost()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString);
        await using var signal = new WorkSignal(machine.Shard, TimeProvider.System, NullLogger<WorkSignal>.Instance);
        await signal.WaitForEventsAsync(TimeSpan.FromMilliseconds(1), Machine.Cancellation);

        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);

        Assert.True(await WokenAsync(signal.WaitForEventsAsync) < Long / 2);
    }

    /// <summary>Or each event would cost a look for nothing.</summary>
    [Fact]
    public async Task A_signal_wakes_who_waits_once_and_two_before_a_wait_are_one()
    {
        var signal = new Signal(TimeProvider.System);
        var (one, other) = (signal.WaitAsync(Long, Machine.Cancellation), signal.WaitAsync(Long, Machine.Cancellation));
        signal.Set();
        await Task.WhenAll(one, other);
        var next = signal.WaitAsync(Long, Machine.Cancellation);
        Assert.False(next.IsCompleted);
        signal.Set();
        await next;

        signal.Set();
        signal.Set();
        Assert.True(signal.WaitAsync(Long, Machine.Cancellation).IsCompleted);
        var last = signal.WaitAsync(Long, Machine.Cancellation);
        Assert.False(last.IsCompleted);
        signal.Set();
        await last;
    }

    [Fact]
    public async Task A_wait_that_was_given_up_takes_no_signal_with_it()
    {
        var signal = new Signal(TimeProvider.System);
        await signal.WaitAsync(TimeSpan.FromMilliseconds(1), Machine.Cancellation);
        using var enough = new CancellationTokenSource();
        var given = signal.WaitAsync(Long, enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        signal.Set();

        Assert.True(signal.WaitAsync(Long, Machine.Cancellation).IsCompleted);
    }

    [Fact]
    public async Task What_came_after_the_first_look_and_before_the_subscription_is_not_lost()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString);
        await using var signal = new WorkSignal(machine.Shard, TimeProvider.System, NullLogger<WorkSignal>.Instance);
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);

        Assert.True(await WokenAsync(signal.WaitForEventsAsync) < Long / 2);
        Assert.True(await WokenAsync(signal.WaitForDueAsync) < Long / 2);
    }

    [Fact]
    public async Task Waiting_sends_nothing()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        await using var signal = new WorkSignal(machine.Shard, TimeProvider.System, NullLogger<WorkSignal>.Instance);
        await signal.WaitForEventsAsync(TimeSpan.FromMilliseconds(1), Machine.Cancellation);
        var before = await CommandsAsync(machine);

        await signal.WaitForEventsAsync(TimeSpan.FromSeconds(1), Machine.Cancellation);

        Assert.InRange(await CommandsAsync(machine) - before, 1, 3);
    }

    private static async Task<TimeSpan> WokenAsync(Func<TimeSpan, CancellationToken, Task> wait)
    {
        var watch = Stopwatch.StartNew();
        await wait(Long, Machine.Cancellation);
        return watch.Elapsed;
    }

    private static async Task<long> CommandsAsync(Machine machine)
    {
        var info = (await machine.Redis.ExecuteAsync("INFO", "stats")).ToString();
        var line = info.Split('\n').Single(l => l.StartsWith("total_commands_processed:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
