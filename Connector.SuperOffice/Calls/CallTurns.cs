using Connector.SuperOffice.Sharing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.RateLimiting;
using StackExchange.Redis;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// When the tenant may be called: so many calls reach it within any second, all processes together, by slot.lua, and none while SuperOffice asked
/// to wait. While Redis cannot be asked, and until all have noticed that it can be again, each process keeps to an equal share of the rate.
/// </summary>
internal sealed class CallTurns
{
    // A busy machine's timers are late by that part of the window.
    private const int Lateness = 4;

    // A pause of this length is waited out like any turn; a longer one is the caller's business.
    public static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(2);

    // After its time-out a call is over; this is for who notices late.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ILogger<CallTurns> _log;
    private readonly int _callsPerSecond;
    private readonly TimeSpan _window;
    private readonly TimeSpan _longest;
    private readonly SharedTurns _shared;
    private readonly OwnCalls _own;
    private readonly CallPause _pause = new();
    private int _processes = 1;

    /// <summary>Makes it.</summary>
    /// <param name="redis">What the processes share.</param>
    /// <param name="options">The settings.</param>
    /// <param name="log">The log.</param>
    /// <param name="window">Within which so many calls may reach the tenant; a second, except where a test needs time.</param>
    public CallTurns(SharedRedis redis, IOptions<SuperOfficeOptions> options, ILogger<CallTurns> log, TimeSpan? window = null)
    {
        _window = window ?? TimeSpan.FromSeconds(1);
        (_log, _callsPerSecond, _longest) = (log, options.Value.CallsPerSecond, options.Value.Timeout + Grace);
        (_shared, _own) = (new SharedTurns(redis, _window, log), new OwnCalls(_window));
    }

    /// <summary>Asks for the call's turn. Who gets it says <see cref="End"/> once the call is over.</summary>
    /// <param name="call">The call.</param>
    /// <param name="patience">How long it is ready to wait from now.</param>
    /// <returns>Null: it is its turn. Else when to ask again.</returns>
    /// <exception cref="RateLimiterRejectedException">Its turn comes too late; it says when.</exception>
    public async ValueTask<TimeSpan?> AskAsync(WaitingCall call, TimeSpan patience)
    {
        if (_pause.Left() is { } left)
        {
            return OfPause(left, patience);
        }

        var most = Most();
        if (_own.Begin(most) is { } full)
        {
            return full < patience ? full : throw TooLate(full);
        }

        var begins = false;
        try
        {
            var asked = TimeProvider.System.GetTimestamp();
            var answer = await _shared.AskAsync(
                call.Id, (int)call.Class, call.AskedAt, _callsPerSecond, Milliseconds(patience), Milliseconds(_window / Lateness), Milliseconds(_window),
                Milliseconds(_longest));
            var wait = answer is null ? WaitAlone(most) : WaitOf(answer, call, asked, patience);
            begins = wait is null;
            return wait;
        }
        finally
        {
            if (!begins)
            {
                _own.Undo();
            }
        }
    }

    /// <summary>The call is over: answered, or failed.</summary>
    public void End(WaitingCall call)
    {
        _own.End();
        if (call.EndsAt() is { } end)
        {
            _shared.End(call.Id, end);
        }
    }

    /// <summary>Nobody calls the tenant for so long.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (_pause.Remember(pause))
        {
            SuperOfficeLog.Paused(_log, pause);
        }

        await _shared.PauseAsync(Milliseconds(pause), cancellationToken);
    }

    private static TimeSpan OfPause(TimeSpan left, TimeSpan patience) =>
        left <= ShortPause && left < patience
            ? left
            : throw new RateLimiterRejectedException("SuperOffice asked to wait.", left);

    private static RateLimiterRejectedException TooLate(TimeSpan turn) => new("The tenant's call budget is used up.", turn);

    private static RedisValue Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>How many calls of its own this process may have in a window.</summary>
    private int Most() =>
        !_shared.Exists ? _callsPerSecond
        : _shared.IsSettled ? int.MaxValue
        : Math.Max(1, _callsPerSecond / Volatile.Read(ref _processes));

    /// <summary>Without Redis: what the others began before comes first, then each has its share.</summary>
    private TimeSpan? WaitAlone(int most) =>
        !_shared.Exists ? null
        : _shared.UntilAlone is { } left && left > TimeSpan.Zero ? left
        : most == int.MaxValue ? TimeSpan.FromMilliseconds(1)
        : null;

    private TimeSpan? WaitOf(RedisResult[] answer, WaitingCall call, long asked, TimeSpan patience)
    {
        var (word, number) = (answer[0].ToString(), (long)answer[1]);
        if (word is "go" or "late")
        {
            _shared.Learn(number, asked);
        }

        switch (word)
        {
            case "go":
                call.Begin(number, asked);
                Volatile.Write(ref _processes, (int)answer[2]);
                _shared.HasOthers = (int)answer[2] > 1;
                return null;
            case "late":
                // Its clock was set forward.
                return TimeSpan.FromMilliseconds(1);
        }

        var wait = TimeSpan.FromMilliseconds(number);
        call.AskedAt = (long)answer[2];
        switch (word)
        {
            case "wait":
                return wait;
            case "paused":
                _pause.Remember(wait);
                return OfPause(wait, patience);
            default:
                throw TooLate(wait);
        }
    }
}
