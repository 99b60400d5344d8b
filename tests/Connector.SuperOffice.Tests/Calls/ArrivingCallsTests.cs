using System.Collections.Concurrent;
using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Tests.Sharing;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.SuperOffice.Tests.Calls;

/// <summary>The rate as SuperOffice sees it: when calls arrive, not when they were sent.</summary>
public sealed class ArrivingCallsTests(TestRedis redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Ten calls are held up on their way and come together with the next ten.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_that_are_held_up_on_their_way_count_when_they_arrive(bool shared)
    {
        await using var responder = await Responder.StartAsync();
        var arrivals = new ConcurrentQueue<TimeSpan>();
        var sent = 0;
        responder.Api = async context =>
        {
            await Task.Delay(Interlocked.Increment(ref sent) <= 11 ? 900 : 0, context.RequestAborted);
            arrivals.Enqueue(responder.Now);
            await Responder.Json(context, 200, Records.Contact(1));
        };
        await using var host = shared ? ClientHost.Sharing(responder, redis.Next(), ("CallsPerSecond", "10")) : ClientHost.For(responder, ("CallsPerSecond", "10"));
        await host.Client.GetContactAsync(1, Token);

        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => host.Client.GetContactAsync(1, Token)));

        Assert.Equal(26, arrivals.Count);
        Assert.InRange(Busiest.Second(arrivals), 5, 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_processes_that_lose_Redis_and_get_it_back_never_exceed_the_rate(bool hangs)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var responder = await Responder.StartAsync();
        responder.Api = context => Responder.Json(context, 200, Records.Contact(1));
        await using var own = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var one = CallerProcess.Start(responder.Url, own.ConnectionString + ",abortConnect=false", ("Timeout", "00:01:00"));
        await using var other = CallerProcess.Start(responder.Url, own.ConnectionString + ",abortConnect=false", ("Timeout", "00:01:00"));
        await Task.WhenAll(one.RoundAsync(5, 5), other.RoundAsync(5, 5));

        var rounds = Task.WhenAll(one.RoundAsync(60, 20), other.RoundAsync(60, 20));
        await CameAsync(30);
        if (hangs)
        {
            own.Pause();
        }
        else
        {
            await own.KillAsync();
        }

        await CameAsync(80);
        if (hangs)
        {
            own.Resume();
        }
        else
        {
            await own.RestartAsync(Token);
        }

        Assert.All(await rounds, results => Assert.Equal(60, results.Succeeded));
        Assert.InRange(Busiest.Second(responder.Calls.Select(call => call.At)), 5, 10);

        Task CameAsync(int calls) => Eventually.TrueAsync(() => responder.Calls.Count >= calls, cancellationToken: Token);
    }
}
