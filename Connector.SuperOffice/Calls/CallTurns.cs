using System.Globalization;
using System.Reflection;
using System.Threading.RateLimiting;
using Connector.SuperOffice.Sharing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.RateLimiting;
using StackExchange.Redis;

namespace Connector.SuperOffice.Calls;

/// <summary>A call that waits for its turn.</summary>
internal sealed class WaitingCall(CallClass callClass)
{
    // Unique among all processes that talk to the tenant.
    private static readonly string Process = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
    private static long _last;

    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{Process}-{Interlocked.Increment(ref _last)}");

    public CallClass Class => callClass;

    /// <summary>When it asked first, by Redis' clock; it keeps its place by it.</summary>
    public long AskedAt { get; set; }
}

/// <summary>
/// When the tenant may be called: so many calls within any second, all processes together, by slot.lua, and none while SuperOffice asked
/// to wait. While Redis cannot be asked, this process keeps to the rate by itself; for a moment the processes together may exceed it.
/// </summary>
internal sealed class CallTurns : IDisposable
{
    private const int Segments = 10;

    // A busy machine's timers are late by that part of the window.
    private const int Lateness = 4;

    // A pause of this length is waited out like any turn; a longer one is the caller's business.
    public static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RedisPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskRedisAgainAfter = TimeSpan.FromSeconds(3);

    private static readonly string Slot = Script("slot.lua");
    private static readonly string Pause = Script("pause.lua");

    private readonly SharedRedis _redis;
    private readonly ILogger<CallTurns> _log;
    private readonly int _callsPerSecond;
    private readonly TimeSpan _window;
    private readonly RedisKey[] _prefix;
    private readonly SlidingWindowRateLimiter _own;
    private long _redisAwayUntil;
    private long _pausedUntil;

    /// <summary>Makes it.</summary>
    /// <param name="redis">What the processes share.</param>
    /// <param name="options">The settings.</param>
    /// <param name="log">The log.</param>
    /// <param name="window">In which so many calls may begin; a second, except where a test needs time.</param>
    public CallTurns(SharedRedis redis, IOptions<SuperOfficeOptions> options, ILogger<CallTurns> log, TimeSpan? window = null)
    {
        _window = window ?? TimeSpan.FromSeconds(1);
        (_redis, _log, _callsPerSecond, _prefix) = (redis, log, options.Value.CallsPerSecond, [redis.Key("")]);
        _own = new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = _callsPerSecond,
            Window = _window,
            SegmentsPerWindow = Segments,
            QueueLimit = options.Value.MaxConcurrentCalls,
        });
    }

    /// <summary>Asks for the call's turn.</summary>
    /// <param name="call">The call.</param>
    /// <param name="patience">How long it is ready to wait from now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null: it is its turn. Else when to ask again.</returns>
    /// <exception cref="RateLimiterRejectedException">Its turn comes too late; it says when.</exception>
    public async ValueTask<TimeSpan?> AskAsync(WaitingCall call, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (PauseLeft() is { } left)
        {
            return OfPause(left, patience);
        }

        if (await AskRedisAsync(call, patience, cancellationToken) is not { } answer)
        {
            using var lease = await _own.AcquireAsync(1, cancellationToken);
            return lease.IsAcquired ? null : throw TooLate(patience);
        }

        if (answer.Length > 2)
        {
            call.AskedAt = (long)answer[2];
        }

        var wait = answer.Length > 1 ? TimeSpan.FromMilliseconds((long)answer[1]) : TimeSpan.Zero;
        switch (answer[0].ToString())
        {
            case "go":
                // So that a process that suddenly has to keep to the rate by itself knows what it did in this second.
                _own.AttemptAcquire().Dispose();
                return null;
            case "wait":
                return wait;
            case "paused":
                Remember(wait);
                return OfPause(wait, patience);
            default:
                throw TooLate(wait);
        }
    }

    /// <summary>Nobody calls the tenant for so long.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (Remember(pause))
        {
            SuperOfficeLog.Paused(_log, pause);
        }

        await RunAsync(Pause, [Milliseconds(pause)], cancellationToken);
    }

    public void Dispose() => _own.Dispose();

    private static TimeSpan OfPause(TimeSpan left, TimeSpan patience) =>
        left <= ShortPause && left < patience
            ? left
            : throw new RateLimiterRejectedException("SuperOffice asked to wait.", left);

    private static RateLimiterRejectedException TooLate(TimeSpan turn) => new("The tenant's call budget is used up.", turn);

    private async ValueTask<RedisResult[]?> AskRedisAsync(WaitingCall call, TimeSpan patience, CancellationToken cancellationToken) =>
        (RedisResult[]?)await RunAsync(
            Slot,
            [call.Id, (int)call.Class, call.AskedAt, _callsPerSecond, Milliseconds(patience), Milliseconds(_window / Lateness), Milliseconds(_window)],
            cancellationToken);

    /// <summary>Null if there is no Redis or it does not answer.</summary>
    private async ValueTask<RedisResult?> RunAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var awayUntil = Volatile.Read(ref _redisAwayUntil);
        var now = TimeProvider.System.GetTimestamp();
        if (_redis.Database is not { } database || now < awayUntil)
        {
            return null;
        }

        if (awayUntil != 0 && Interlocked.CompareExchange(ref _redisAwayUntil, After(AskRedisAgainAfter), awayUntil) != awayUntil)
        {
            // Somebody else finds out whether it is back.
            return null;
        }

        try
        {
            var result = await database.ScriptEvaluateAsync(script, _prefix, arguments).WaitAsync(RedisPatience, cancellationToken);
            if (Interlocked.Exchange(ref _redisAwayUntil, 0) != 0)
            {
                SuperOfficeLog.CallsShared(_log);
            }

            return result;
        }
        catch (Exception away) when (away is RedisException or TimeoutException or ObjectDisposedException)
        {
            if (Interlocked.Exchange(ref _redisAwayUntil, After(AskRedisAgainAfter)) == 0)
            {
                SuperOfficeLog.CallsNotShared(_log, away.GetType().Name, _callsPerSecond);
            }

            return null;
        }
    }

    private TimeSpan? PauseLeft()
    {
        var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), Volatile.Read(ref _pausedUntil));
        return left > TimeSpan.Zero ? left : null;
    }

    /// <returns>True if there was no pause before.</returns>
    private bool Remember(TimeSpan pause)
    {
        var isNew = PauseLeft() is null;
        var until = After(pause);
        long known;
        do
        {
            known = Volatile.Read(ref _pausedUntil);
        }
        while (known < until && Interlocked.CompareExchange(ref _pausedUntil, until, known) != known);
        return isNew;
    }

    private static long After(TimeSpan time) =>
        TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private static RedisValue Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
