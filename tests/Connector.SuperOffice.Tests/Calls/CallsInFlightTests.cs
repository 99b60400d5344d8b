using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Tests.Calls;

public sealed class CallsInFlightTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Free_place_goes_to_the_most_urgent_and_then_to_who_waits_longest()
    {
        var calls = new CallsInFlight(1);
        Assert.True(await calls.EnterAsync(CallClass.Live, Token));
        var order = new Queue<string>();
        var waiting = new[] { (CallClass.Sweep, "sweep"), (CallClass.Replay, "first"), (CallClass.Replay, "second"), (CallClass.Live, "live") }
            .ToDictionary(caller => caller.Item2, caller => calls.EnterAsync(caller.Item1, Token).AsTask());

        while (waiting.Count > 0)
        {
            calls.Leave();
            var entered = await Task.WhenAny(waiting.Values);
            var name = waiting.Single(task => task.Value == entered).Key;
            waiting.Remove(name);
            order.Enqueue(name);
        }

        Assert.Equal(["live", "first", "second", "sweep"], order);
    }

    [Fact]
    public async Task Less_urgent_get_one_place_in_ten_between_them()
    {
        var calls = new CallsInFlight(1);
        await calls.EnterAsync(CallClass.Live, Token);
        var live = Enumerable.Range(0, 40).Select(_ => calls.EnterAsync(CallClass.Live, Token).AsTask()).ToList();
        var backfill = calls.EnterAsync(CallClass.Backfill, Token).AsTask();
        var sweep = calls.EnterAsync(CallClass.Sweep, Token).AsTask();

        for (var i = 0; i < 10; i++)
        {
            calls.Leave();
        }

        await backfill;
        for (var i = 0; i < 10; i++)
        {
            calls.Leave();
        }

        await sweep;
        await Task.WhenAll(live.Take(18));
        Assert.DoesNotContain(live.Skip(18), task => task.IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_place_to_others()
    {
        var calls = new CallsInFlight(1);
        await calls.EnterAsync(CallClass.Live, Token);
        using var impatience = new CancellationTokenSource();
        var first = calls.EnterAsync(CallClass.Live, impatience.Token).AsTask();
        var second = calls.EnterAsync(CallClass.Live, Token).AsTask();

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        calls.Leave();

        Assert.True(await second);
        calls.Leave();
        Assert.True(await calls.EnterAsync(CallClass.Sweep, Token));
    }
}
