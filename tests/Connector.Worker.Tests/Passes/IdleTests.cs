using System.Globalization;
using Connector.Testing;
using Connector.Testing.Redis;
using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Passes;

/// <summary>What a worker with nothing to do costs, and how soon it notices that there is something: both at once, with the default settings.</summary>
[Collection(Serial.Name)]
public sealed class IdleTests(OutsideWorld world)
{
    private const int Events = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    // No server is told how busy the machine is: half of the events are picked up in time on any, 95 % on one that is left alone.
    private static readonly TimeSpan PickUp = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Accepted, read, skipped, and one look that finds nothing more: the signal that woke the decider does not wake it again, and passes are not looked for.
    /// </summary>
    [Fact]
    public async Task EventThatIsSkipped_TakesFourScripts()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var worker = await WorkerHost.StartAsync(
            world, redis.ConnectionString, settings: [("Worker:LongestWait", "00:01:00"), ("Worker:ReclaimEvery", "00:01:00"), ("Jobs:WatchEvery", "00:01:00")]);
        world.Intake = null;
        for (var i = 0; i < 5; i++)
        {
            await worker.EndOfAsync(await worker.PostAsync("contact.changed", 999_999_200 + i, ["no such column"]));
        }

        await using var count = await CommandCount.StartAsync(redis.Port, Cancellation);
        for (var i = 0; i < Events; i++)
        {
            Assert.Equal("skipped", (await worker.EndOfAsync(await worker.PostAsync("contact.changed", 999_999_300 + i, ["no such column"]))).Outcome);
        }

        // Fewer where the next event is there before that look; and what the worker asks for of itself, by the minute.
        Assert.InRange(count.Scripts, Events * 3, (Events * 4) + 10);
    }

    [Fact]
    public async Task IdleWorker_SendsTwoCommandsASecondAtMost_AndStillPicksUpWithin50Milliseconds()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var worker = await WorkerHost.StartAsync(
            world, redis.ConnectionString, settings: [("Jobs:Quiet", "00:00:00"), ("Worker:ReclaimEvery", "00:00:05")]);
        world.Intake = null;
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", 999_999_100, ["name"]));

        // Measured over real time, since it is a rate that is asked for.
        await using var count = await CommandCount.StartAsync(redis.Port, Cancellation);
        await Task.Delay(Idle, Cancellation);
        var perSecond = count.Sent / Idle.TotalSeconds;

        var delays = new List<double>();
        for (var i = 0; i < Events; i++)
        {
            var job = await worker.PostAsync("contact.changed", 999_999_101 + i, ["name"]);
            await worker.EndOfAsync(job);
            var view = (await worker.Runs.FindJobAsync(job, Cancellation))!;
            var run = (await worker.Runs.FindAsync(view.RunId!, Cancellation))!;
            delays.Add((run.Timeline.First(e => e.Kind == "taken").At - view.ReceivedAt).TotalMilliseconds);
        }

        delays.Sort();
        var (p50, p95) = (delays[(Events / 2) - 1], delays[(Events * 95 / 100) - 1]);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{perSecond:F2} commands a second; picked up after {p50} ms (median), {p95} ms (95 %)"));
        // Not none: a count that counts nothing would be low enough.
        Assert.InRange(perSecond, 0.1, 2);
        Assert.InRange(p50, 0, PickUp.TotalMilliseconds);
        if (Tiers.Current >= Tier.Deep)
        {
            Assert.InRange(p95, 0, PickUp.TotalMilliseconds);
        }
    }
}
