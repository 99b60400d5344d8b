using System.Diagnostics;
using System.Globalization;
using System.Net;
using Connector.Ingress.Tests.Hosting;
using Connector.Jobs.Memory;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>Redis' memory fills up. Its own pace of looking is left as it is by default: it must be quick enough.</summary>
public sealed class FillingUpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(75, MemoryPressure.Trim)]
    [InlineData(85, MemoryPressure.Alarm)]
    public async Task Below_ninety_percent_events_go_straight_to_Redis(int percent, MemoryPressure pressure)
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress(("Jobs:WatchEvery", "00:00:00.200"));
        await FillToAsync(world, percent);
        await SeesAsync(host, pressure);

        var sent = (await new Sender(host.Client).PostAsync()).EventId;

        Assert.Equal([sent], await world.AcceptedAsync());
        Assert.Empty(await host.Services.GetRequiredService<Jobs.Intake.SpoolCounts>().ListAsync(Cancel));
    }

    [Fact]
    public async Task From_ninety_percent_on_they_are_spooled_and_drained_soon_once_there_is_room()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        await using var host = world.Ingress();
        await FillToAsync(world, 92);
        await SeesAsync(host, MemoryPressure.Spool);
        var sender = new Sender(host.Client);

        var sent = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var answer = await sender.PostAsync();
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            sent.Add(answer.EventId);
        }

        Assert.Empty(await world.AcceptedAsync());
        await FillToAsync(world, 89);
        var watch = host.Services.GetRequiredService<MemoryWatch>();
        await Eventually.TrueAsync(() => watch.Use.Percent < 90, TimeSpan.FromSeconds(30), "it has looked", Cancel);
        Assert.Equal(MemoryPressure.Spool, watch.Pressure);
        Assert.Empty(await world.AcceptedAsync());
        var room = Stopwatch.StartNew();
        await FillToAsync(world, 50);
        await world.AllAcceptedAsync(sent);

        TestContext.Current.TestOutputHelper!.WriteLine($"drained {room.Elapsed.TotalSeconds:0.0} s after there was room");
        // Five seconds, and more where the machine is busy with other things.
        Assert.InRange(room.Elapsed, TimeSpan.Zero, Tiers.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5)));
    }

    private static Task<MemoryPressure> SeesAsync(IngressHost host, MemoryPressure pressure) => Eventually.ValueAsync(
        () => Task.FromResult(host.Services.GetRequiredService<MemoryWatch>().Pressure), seen => seen == pressure, TimeSpan.FromSeconds(30), "it has looked", Cancel);

    /// <summary>A stranger's key makes what we store too little to matter.</summary>
    private static async Task FillToAsync(SpoolWorld world, int percent)
    {
        await using var connection = await world.Redis.ConnectAsync(allowAdmin: true);
        var redis = connection.GetDatabase();
        await redis.ExecuteAsync("CONFIG", "SET", "maxmemory", 0);
        await redis.StringSetRangeAsync("somebody-elses", (64 << 20) - 1, "x");
        var info = (await redis.ExecuteAsync("INFO", "memory")).ToString();
        var used = Value("used_memory") - Value("mem_not_counted_for_evict");
        await redis.ExecuteAsync("CONFIG", "SET", "maxmemory", used * 100 / percent);

        long Value(string name) => long.Parse(info.Split($"\n{name}:")[1].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
