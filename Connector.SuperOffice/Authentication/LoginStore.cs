using System.Security.Cryptography;
using System.Text;
using Connector.SuperOffice.Sharing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.SuperOffice.Authentication;

/// <summary>A record as it was found.</summary>
/// <param name="Record">The record; null if there is none, or none that can be read.</param>
/// <param name="Bytes">What lay in Redis; null for nothing.</param>
internal readonly record struct FoundLogin(LoginRecord? Record, RedisValue Bytes);

/// <summary>
/// Keeps the login's record where the tenant's processes find it (<see cref="LoginRecord"/> explains it), and a copy of its own. While
/// Redis is away or there is none, the copy is all there is: everything works, for this process alone. No call waits for Redis
/// longer than <see cref="Patience"/>, and after a failure it is left alone for a few seconds. Used by one renewal at a time.
/// </summary>
internal sealed class LoginStore
{
    /// <summary>How long an answer of Redis may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProlongEvery = TimeSpan.FromMinutes(10);

    private readonly SharedRedis _redis;
    private readonly ILoginFlow _flow;
    private readonly LoginSeal _seal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisKey _key;
    private readonly RedisKey _lockKey;
    private readonly RedisValue _owner = RandomNumberGenerator.GetHexString(32);
    private readonly TimeSpan _lockLife;
    private readonly Lock _gate = new();

    private LoginRecord? _own;
    private DateTimeOffset _ownUntil = DateTimeOffset.MaxValue;
    private DateTimeOffset _redisFrom;
    private DateTimeOffset _prolongAt;
    private bool _owesRedis;
    private bool _reportedAway;
    private bool _reportedUnreadable;

    public LoginStore(
        SharedRedis redis, ILoginFlow flow, IOptions<SuperOfficeOptions> options, TimeProvider time, ILogger<LoginStore> logger)
    {
        (_redis, _flow, _time, _logger) = (redis, flow, time, logger);
        _seal = new LoginSeal(options.Value, flow.Name);
        var app = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{flow.Name}\0{options.Value.ClientId}")).AsSpan(0, 8));
        _key = redis.Key("login:" + app);
        _lockKey = redis.Key("renewal:" + app);

        // Longer than a login may take. Who dies with it makes the others wait so long.
        _lockLife = options.Value.Timeout + TimeSpan.FromSeconds(5);
    }

    /// <summary>True if Redis is owed a record and may be back: then it is to be read, which pays.</summary>
    public bool MustPay(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _owesRedis && now >= _redisFrom;
        }
    }

    /// <summary>The record. What this process could not store earlier, or what Redis lost, is stored before.</summary>
    public async Task<FoundLogin> ReadAsync()
    {
        var bytes = RedisValue.Null;
        if (!await TryAsync(async database => bytes = await database.StringGetAsync(_key)))
        {
            return new FoundLogin(Own(), RedisValue.Null);
        }

        var record = bytes.IsNull ? null : _seal.Open((byte[])bytes!);
        if (!bytes.IsNull && record is null && !_reportedUnreadable)
        {
            _reportedUnreadable = true;
            SuperOfficeLog.SharedLoginUnreadable(_logger);
        }

        if (Own() is { } own && own.Generation > (record?.Generation ?? -1) && (record is null || _owesRedis))
        {
            return await StoreOnceAsync(new FoundLogin(record, bytes), own) is { } stored ? stored : await ReadAsync();
        }

        Keep(record, owed: false);
        return new FoundLogin(record, bytes);
    }

    /// <summary>Takes the right to renew; true also while there is nobody to ask.</summary>
    public async Task<bool> TryLockAsync()
    {
        var taken = false;
        return !await TryAsync(async database => taken = await database.LockTakeAsync(_lockKey, _owner, _lockLife)) || taken;
    }

    /// <summary>Gives it back, if it is still this process'.</summary>
    public Task UnlockAsync() => TryAsync(database => database.LockReleaseAsync(_lockKey, _owner));

    /// <summary>
    /// Replaces what was found, durably, unless somebody got further meanwhile. While Redis is away only the copy is replaced, and Redis is owed it.
    /// </summary>
    /// <returns>The record that holds from now on.</returns>
    public async Task<LoginRecord> StoreAsync(FoundLogin found, LoginRecord next)
    {
        while (await StoreOnceAsync(found, next) is null)
        {
            found = await ReadAsync();
            if (found.Record is { } other && other.Generation >= next.Generation)
            {
                return other;
            }
        }

        return next;
    }

    /// <summary>To be called with each use of the access: pushes on the expiry of a ticket's record, now and then.</summary>
    public async ValueTask ProlongAsync(DateTimeOffset now)
    {
        if (_flow.IdleLifetime is not { } idle)
        {
            return;
        }

        lock (_gate)
        {
            if (now < _prolongAt)
            {
                return;
            }

            (_prolongAt, _ownUntil) = (now + ProlongEvery, now + idle);
        }

        await TryAsync(database => database.KeyExpireAsync(_key, idle));
    }

    // Null if the record is no longer what was found.
    private async Task<FoundLogin?> StoreOnceAsync(FoundLogin found, LoginRecord next)
    {
        var replaced = false;
        RedisValue bytes = _seal.Seal(next);
        var asked = await TryAsync(async database =>
        {
            var transaction = database.CreateTransaction();
            transaction.AddCondition(found.Bytes.IsNull ? Condition.KeyNotExists(_key) : Condition.StringEqual(_key, found.Bytes));
            var set = transaction.StringSetAsync(_key, bytes, _flow.IdleLifetime is { } idle ? new Expiration(idle) : Expiration.Default);
            replaced = await transaction.ExecuteAsync() && await set;
        });
        if (asked && !replaced)
        {
            return null;
        }

        Keep(next, owed: !asked && _redis.Database is not null);
        return new FoundLogin(next, asked ? bytes : RedisValue.Null);
    }

    private async Task<bool> TryAsync(Func<IDatabase, Task> ask)
    {
        if (_redis.Database is not { } database)
        {
            return false;
        }

        lock (_gate)
        {
            if (_time.GetUtcNow() < _redisFrom)
            {
                return false;
            }
        }

        string problem;
        try
        {
            if (database.IsConnected(_key))
            {
                await ask(database).WaitAsync(Patience);
                if (_reportedAway)
                {
                    _reportedAway = false;
                    SuperOfficeLog.LoginSharedAgain(_logger);
                }

                return true;
            }

            problem = "not connected";
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // Of Redis' words only the kind: they may quote what was sent.
            problem = failure.GetType().Name;
        }

        lock (_gate)
        {
            _redisFrom = _time.GetUtcNow() + PauseAfterFailure;
        }

        if (!_reportedAway)
        {
            _reportedAway = true;
            SuperOfficeLog.LoginNotShared(_logger, problem);
        }

        return false;
    }

    private LoginRecord? Own()
    {
        lock (_gate)
        {
            return _time.GetUtcNow() < _ownUntil ? _own : null;
        }
    }

    private void Keep(LoginRecord? record, bool owed)
    {
        lock (_gate)
        {
            (_own, _owesRedis) = (record, owed);
            var now = _time.GetUtcNow();
            _ownUntil = _flow.IdleLifetime is { } idle ? now + idle : DateTimeOffset.MaxValue;
            _prolongAt = now + ProlongEvery;
        }
    }
}
