using System.Collections.Concurrent;
using System.Reflection;
using Connector.SuperOffice.Sharing;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// What all processes that call the tenant know together, in Redis: slot.lua and pause.lua. Does not wait long for a Redis that does not answer, and
/// then asks again only now and then.
/// </summary>
internal sealed class SharedTurns(SharedRedis redis, TimeSpan window, ILogger log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    private static readonly string Slot = Script("slot.lua");
    private static readonly string Pause = Script("pause.lua");

    private readonly RedisKey[] _prefix = [redis.Key("")];
    private readonly RedisKey _calls = redis.Key("calls");
    private readonly ConcurrentQueue<SortedSetEntry> _untold = new();
    private volatile RedisClock? _clock;
    private long _awayUntil;
    private long _aloneFrom;
    private long _settledFrom;

    /// <summary>There is one.</summary>
    public bool Exists => redis.Database is not null;

    /// <summary>Whether other processes were calling when it was last heard of.</summary>
    public bool HasOthers { get; set; }

    /// <summary>It answers, and every other process has had the time to notice.</summary>
    public bool IsSettled => Volatile.Read(ref _awayUntil) == 0 && Moment.Until(Volatile.Read(ref _settledFrom)) <= TimeSpan.Zero;

    /// <summary>How long it is until each process may go its own way, with its share; not more than zero if it may.</summary>
    public TimeSpan UntilAlone => Moment.Until(Volatile.Read(ref _aloneFrom));

    /// <summary>Asks slot.lua; null if there is no Redis or it does not answer.</summary>
    public async ValueTask<RedisResult[]?> AskAsync(params RedisValue[] arguments) =>
        // Not to be broken off: a call that got its turn unheard would count until it is over at the latest.
        (RedisResult[]?)await RunAsync(Slot, [.. arguments, _clock is { } clock ? clock.Now + (long)Patience.TotalMilliseconds : 0], CancellationToken.None);

    /// <summary>Redis' clock showed <paramref name="time"/> after <paramref name="asked"/>.</summary>
    public void Learn(long time, long asked) => _clock = new RedisClock(time, asked);

    /// <summary>Tells all that nothing may be sent.</summary>
    public async Task PauseAsync(RedisValue pause, CancellationToken cancellationToken) => await RunAsync(Pause, [pause], cancellationToken);

    /// <summary>A call is over since then, by Redis' clock.</summary>
    public void End(RedisValue call, long at)
    {
        if (Volatile.Read(ref _awayUntil) != 0)
        {
            _untold.Enqueue(new SortedSetEntry(call, at));
        }
        else
        {
            Tell([new SortedSetEntry(call, at)]);
        }
    }

    private void Tell(SortedSetEntry[] ends)
    {
        try
        {
            // Not waited for: where it gets lost, the call counts until it is over at the latest.
            redis.Database?.SortedSetAdd(_calls, ends, SortedSetWhen.Exists, CommandFlags.FireAndForget);
        }
        catch (ObjectDisposedException)
        {
            // This process ends.
        }
    }

    private async ValueTask<RedisResult?> RunAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var awayUntil = Volatile.Read(ref _awayUntil);
        if (redis.Database is not { } database || (awayUntil != 0 && Moment.Until(awayUntil) > TimeSpan.Zero))
        {
            return null;
        }

        if (awayUntil != 0 && Interlocked.CompareExchange(ref _awayUntil, Moment.In(AskAgainAfter), awayUntil) != awayUntil)
        {
            // Somebody else finds out whether it is back.
            return null;
        }

        try
        {
            var result = await database.ScriptEvaluateAsync(script, _prefix, arguments).WaitAsync(Patience, cancellationToken);
            IsBack();
            return result;
        }
        catch (Exception away) when (away is RedisException or TimeoutException or ObjectDisposedException)
        {
            if (awayUntil == 0)
            {
                // It may be this process alone that gets no answer, for a moment: then the others have the whole rate. So where there are others, it goes its own
                // way once it has asked again in vain.
                Volatile.Write(ref _aloneFrom, Moment.In(HasOthers ? AskAgainAfter + Patience + window : window));
            }

            if (Interlocked.Exchange(ref _awayUntil, Moment.In(AskAgainAfter)) == 0)
            {
                SuperOfficeLog.CallsNotShared(log, away.GetType().Name);
            }

            return null;
        }
    }

    private void IsBack()
    {
        if (Volatile.Read(ref _awayUntil) == 0)
        {
            return;
        }

        // Another one may just have asked in vain, which it is sure of after its patience, and asks again once; what it began alone until then reaches
        // SuperOffice within a window, and counts for one.
        Volatile.Write(ref _settledFrom, Moment.In(AskAgainAfter + (2 * Patience) + (2 * window)));
        if (Interlocked.Exchange(ref _awayUntil, 0) != 0)
        {
            SuperOfficeLog.CallsShared(log);
        }

        var untold = new List<SortedSetEntry>();
        while (_untold.TryDequeue(out var end))
        {
            untold.Add(end);
        }

        if (untold.Count > 0)
        {
            Tell([.. untold]);
        }
    }

    /// <summary>What Redis' clock shows at most, from what it once showed.</summary>
    private sealed record RedisClock(long Time, long Asked)
    {
        public long Now => Time + (long)TimeProvider.System.GetElapsedTime(Asked).TotalMilliseconds;
    }

    private static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
