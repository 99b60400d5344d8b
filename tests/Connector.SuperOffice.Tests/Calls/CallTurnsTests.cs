using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Sharing;
using Connector.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly.RateLimiting;
using StackExchange.Redis;

namespace Connector.SuperOffice.Tests.Calls;

/// <summary>
/// Whose turn it is, without time passing: the window is so long that no machine is too busy, and tests take calls out of it as if they
/// were older.
/// </summary>
public sealed class CallTurnsTests(TestRedis redis) : IAsyncLifetime
{
    private const string Prefix = "superoffice:{Cust10001}:";
    private const int Rate = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private ConnectionMultiplexer _connection = null!;
    private CallTurns _here = null!;
    private CallTurns _elsewhere = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IDatabase Database => _connection.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _connection = await ConnectionMultiplexer.ConnectAsync(redis.Next());
        (_here, _elsewhere) = (Turns(), Turns());
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task As_many_calls_begin_in_the_window_as_are_allowed_whoever_asks()
    {
        for (var i = 0; i < Rate; i++)
        {
            Assert.Null(await AskAsync(i % 2 == 0 ? _here : _elsewhere, new WaitingCall(CallClass.Live)));
        }

        var wait = await AskAsync(_elsewhere, new WaitingCall(CallClass.Live));

        Assert.InRange(wait!.Value, TimeSpan.FromMilliseconds(1), Window + TimeSpan.FromMilliseconds(1));
        Assert.InRange((await Database.KeyTimeToLiveAsync(Prefix + "calls"))!.Value.TotalSeconds, 80, 100);
    }

    [Fact]
    public async Task A_call_counts_until_a_window_after_its_end()
    {
        var calls = Enumerable.Range(0, Rate).Select(_ => new WaitingCall(CallClass.Live)).ToList();
        var asked = TimeProvider.System.GetTimestamp();
        Assert.Null(await AskAsync(_here, calls[0]));
        var took = TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds;
        foreach (var call in calls.Skip(1))
        {
            Assert.Null(await AskAsync(_here, call));
        }

        // Begun a window ago, it is under way still.
        var next = new WaitingCall(CallClass.Live);
        await Database.SortedSetIncrementAsync(Prefix + "calls", calls[0].Id, -Window.TotalMilliseconds);
        Assert.NotNull(await AskAsync(_elsewhere, next));

        var before = await NowAsync();
        _here.End(calls[0]);
        var end = (await Database.SortedSetScoreAsync(Prefix + "calls", calls[0].Id))!.Value;
        // Not too early; and later by no more than the asking took, and two clocks' milliseconds.
        Assert.InRange(end, before, await NowAsync() + took + 3);
        Assert.NotNull(await AskAsync(_elsewhere, next));

        // As if a window had passed since that end, which may lie those milliseconds ahead.
        await Database.SortedSetDecrementAsync(Prefix + "calls", calls[0].Id, Window.TotalMilliseconds + took + 3);
        Assert.Null(await AskAsync(_elsewhere, next));
    }

    [Fact]
    public async Task A_turn_that_nobody_waits_for_any_more_is_not_given()
    {
        Assert.Null(await AskAsync(_here, new WaitingCall(CallClass.Live)));
        var now = await NowAsync();

        // What a server that stood still finds once it goes on.
        foreach (var (deadline, given) in new[] { (now - 1, 1L), (now + 60_000, 2L) })
        {
            await Database.ScriptEvaluateAsync(
                await SlotAsync(), [Prefix], ["other-1", 0, 0, Rate, 60_000, 10_000, (long)Window.TotalMilliseconds, 20_000, deadline]);
            Assert.Equal(given, await Database.SortedSetLengthAsync(Prefix + "calls"));
        }

        static async Task<string> SlotAsync()
        {
            using var reader = new StreamReader(typeof(CallTurns).Assembly.GetManifestResourceStream("slot.lua")!);
            return await reader.ReadToEndAsync(Token);
        }
    }

    [Fact]
    public async Task A_call_whose_end_nobody_told_counts_until_it_is_over_at_the_latest()
    {
        await FillAsync();
        var lost = new WaitingCall(CallClass.Live);
        await FreeAsync();
        Assert.Null(await AskAsync(_here, lost));
        Assert.InRange((await Database.SortedSetScoreAsync(Prefix + "calls", lost.Id))!.Value - await NowAsync(), 15_000, 20_000);
    }

    [Fact]
    public async Task Who_asked_first_goes_first_and_each_is_told_its_own_time()
    {
        await FillAsync();
        var (first, second) = (new WaitingCall(CallClass.Live), new WaitingCall(CallClass.Live));
        Assert.NotNull(await AskAsync(_here, first));
        // Who asks first is told by Redis' clock, in milliseconds.
        var asked = await NowAsync();
        await Eventually.TrueAsync(async () => await NowAsync() > asked, cancellationToken: Token);
        Assert.NotNull(await AskAsync(_elsewhere, second));

        await FreeAsync();
        Assert.NotNull(await AskAsync(_elsewhere, second));
        Assert.Null(await AskAsync(_here, first));
    }

    [Fact]
    public async Task More_urgent_goes_first_whenever_it_asked()
    {
        await FillAsync();
        var sweep = new WaitingCall(CallClass.Sweep);
        Assert.NotNull(await AskAsync(_here, sweep));
        var live = new WaitingCall(CallClass.Live);
        Assert.NotNull(await AskAsync(_elsewhere, live));

        await FreeAsync();
        Assert.NotNull(await AskAsync(_here, sweep));
        Assert.Null(await AskAsync(_elsewhere, live));
        await FreeAsync();
        Assert.Null(await AskAsync(_here, sweep));
    }

    [Fact]
    public async Task One_turn_in_ten_goes_to_the_less_urgent_class_that_has_gone_without_the_longest()
    {
        var served = new List<string>();
        var (backfill, sweep) = (new WaitingCall(CallClass.Backfill), new WaitingCall(CallClass.Sweep));
        for (var turn = 0; turn < 30; turn++)
        {
            // All come back at once, the least urgent first; live calls never end.
            await FillAsync();
            var live = new WaitingCall(CallClass.Live);
            await AskAsync(_elsewhere, live);
            await AskAsync(_here, sweep);
            await AskAsync(_here, backfill);
            await Database.SortedSetAddAsync(Prefix + "calls:back", [.. new[] { live, sweep, backfill }.Select(call => new SortedSetEntry(call.Id, live.AskedAt))]);
            await FreeAsync();
            if (await AskAsync(_here, sweep) is null)
            {
                served.Add("sweep");
                sweep = new WaitingCall(CallClass.Sweep);
            }
            else if (await AskAsync(_here, backfill) is null)
            {
                served.Add("backfill");
                backfill = new WaitingCall(CallClass.Backfill);
            }
            else
            {
                Assert.Null(await AskAsync(_elsewhere, live));
                served.Add("live");
            }

            await Database.KeyDeleteAsync([Prefix + "calls:waiting", Prefix + "calls:back"]);
        }

        var others = served.Where(name => name != "live").ToList();
        Assert.Equal(["backfill", "sweep", "backfill"], others);
        Assert.Equal([9, 19, 29], served.Index().Where(turn => turn.Item != "live").Select(turn => turn.Index));
    }

    [Fact]
    public async Task Process_that_dies_while_it_waits_holds_nobody_up()
    {
        await FillAsync();
        var dead = new WaitingCall(CallClass.Live);
        await AskAsync(_elsewhere, dead);
        var next = new WaitingCall(CallClass.Live);
        await AskAsync(_here, next);
        // It was to come back long ago.
        await Database.SortedSetAddAsync(Prefix + "calls:back", dead.Id, dead.AskedAt - 60_000);

        await FreeAsync();
        Assert.Null(await AskAsync(_here, next));
        Assert.Equal(0, await Database.SortedSetLengthAsync(Prefix + "calls:waiting"));
    }

    [Fact]
    public async Task Clock_that_was_set_back_does_not_stop_the_calls()
    {
        var anHourAhead = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        await Database.SortedSetAddAsync(Prefix + "calls", [.. Enumerable.Range(0, Rate).Select(i => new SortedSetEntry($"future-{i}", anHourAhead))]);
        await Database.SortedSetAddAsync(Prefix + "calls:waiting", "stranger", 1);
        await Database.SortedSetAddAsync(Prefix + "calls:back", "stranger", anHourAhead);

        Assert.Null(await AskAsync(_here, new WaitingCall(CallClass.Sweep)));
    }

    [Fact]
    public async Task Who_will_not_wait_that_long_is_told_when_and_forgotten()
    {
        await FillAsync();
        var call = new WaitingCall(CallClass.Live);

        var late = await Assert.ThrowsAsync<RateLimiterRejectedException>(() => _here.AskAsync(call, TimeSpan.FromMilliseconds(1)).AsTask());

        Assert.InRange(late.RetryAfter!.Value.TotalSeconds, 0.002, 40.001);
        Assert.Equal(0, await Database.SortedSetLengthAsync(Prefix + "calls:waiting"));
    }

    [Fact]
    public async Task Pause_holds_everywhere_and_is_prolonged_but_not_shortened()
    {
        await _here.PauseAsync(TimeSpan.FromMinutes(10), Token);
        await _elsewhere.PauseAsync(TimeSpan.FromSeconds(5), Token);

        foreach (var turns in new[] { _here, _elsewhere, Turns() })
        {
            var asked = await Assert.ThrowsAsync<RateLimiterRejectedException>(() => AskAsync(turns, new WaitingCall(CallClass.Live)).AsTask());
            Assert.InRange(asked.RetryAfter!.Value.TotalMinutes, 0, 10);
        }

        Assert.InRange((await Database.KeyTimeToLiveAsync(Prefix + "calls:pause"))!.Value.TotalMinutes, 9, 10);
    }

    [Fact]
    public async Task Short_pause_is_waited_out()
    {
        await _here.PauseAsync(TimeSpan.FromSeconds(1.9), Token);

        Assert.InRange((await AskAsync(_elsewhere, new WaitingCall(CallClass.Live)))!.Value.TotalSeconds, 0.001, 1.9);
    }

    private static ValueTask<TimeSpan?> AskAsync(CallTurns turns, WaitingCall call) => turns.AskAsync(call, Patience);

    private CallTurns Turns()
    {
        var options = Options.Create(new SuperOfficeOptions { ContextIdentifier = "Cust10001", CallsPerSecond = Rate });
        return new CallTurns(new SharedRedis(options, () => _connection), options, NullLogger<CallTurns>.Instance, Window);
    }

    /// <summary>As many calls as are allowed have just begun.</summary>
    private async Task FillAsync()
    {
        var now = await NowAsync();
        await Database.SortedSetRemoveRangeByRankAsync(Prefix + "calls", 0, -1);
        await Database.SortedSetAddAsync(Prefix + "calls", [.. Enumerable.Range(0, Rate).Select(i => new SortedSetEntry($"filled-{i}", now))]);
    }

    private async Task<long> NowAsync()
    {
        var time = (RedisValue[])(await Database.ExecuteAsync("TIME"))!;
        return ((long)time[0] * 1000) + ((long)time[1] / 1000);
    }

    /// <summary>One of them leaves the window.</summary>
    private async Task FreeAsync() => await Database.SortedSetPopAsync(Prefix + "calls");
}
