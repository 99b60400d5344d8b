using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Authentication;

/// <summary>What became of credentials that the API refused.</summary>
internal enum Renewal
{
    /// <summary>Nothing: new ones did not help a moment ago, the refusal is meant.</summary>
    Useless,

    /// <summary>Others were there, from an earlier login of some process; they may have ended as well.</summary>
    Shared,

    /// <summary>A login just gave new ones: if these are refused too, the refusal is meant.</summary>
    New,
}

/// <summary>
/// The login that calls are made with: one for all callers of all processes that share a Redis, renewed before it ends, by one request however
/// many wait. How it is asked for is the <see cref="ILoginFlow"/>'s business; what processes share is explained with <see cref="LoginRecord"/>.
/// <para>
/// A refused login is a lasting state: calls fail at once with <see cref="FailureKind.Revoked"/>, and the server is asked again once a minute.
/// </para>
/// </summary>
internal sealed class TenantLogin(
    ILoginFlow flow, LoginStore store, IOptions<SuperOfficeOptions> options, SuperOfficeMetrics metrics, TimeProvider time, ILogger<TenantLogin> logger)
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailedEarlyRenewal = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private Credentials? _current;
    private Task<(Credentials, Renewal)>? _renewal;
    private string? _refused;
    private DateTimeOffset _earlyRenewalAt;
    private DateTimeOffset _uselessUntil;
    private bool _asksAnyway;
    private string? _reported;

    /// <summary>True if nobody else uses the account.</summary>
    public bool IsDedicated => flow.IsDedicated;

    /// <summary>Credentials that are good for a while. The caller is about to use them, which prolongs a ticket.</summary>
    /// <exception cref="SuperOfficeException">Of scope <see cref="FailureScope.Tenant"/>.</exception>
    public async ValueTask<Credentials> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var credentials = Present(now, out var renewal) ?? await RenewedAsync(renewal!, cancellationToken);
        credentials.Use(now);
        await store.ProlongAsync(now);
        return credentials;
    }

    /// <summary>Replaces credentials that the API refused, unless somebody did already.</summary>
    public async Task<Renewal> RenewAsync(Credentials refused, HttpStatusCode status, CancellationToken cancellationToken)
    {
        Task<(Credentials Credentials, Renewal Renewal)> renewal;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_current is not null && _current.Value != refused.Value)
            {
                return Renewal.Shared;
            }

            if (now < _uselessUntil)
            {
                return Renewal.Useless;
            }

            // 403 may be meant for the one record; others go on with the credentials meanwhile.
            if (status == HttpStatusCode.Unauthorized)
            {
                _current = null;
            }

            _refused = refused.Value;
            renewal = StartRenewal();
        }

        SuperOfficeLog.TokenRefused(logger, (int)status);
        return (await renewal.WaitAsync(cancellationToken)).Renewal;
    }

    /// <summary>Tells that new credentials were refused like the old ones, so that refusals do not become a stream of logins.</summary>
    public void RenewalDidNotHelp()
    {
        lock (_gate)
        {
            _uselessUntil = time.GetUtcNow() + ProbeInterval;
        }
    }

    /// <summary>Has the server asked again although it refused a moment ago: somebody has set it right.</summary>
    public void ForgetRefusal()
    {
        lock (_gate)
        {
            (_uselessUntil, _asksAnyway) = (default, true);
        }
    }

    private Credentials? Present(DateTimeOffset now, out Task<(Credentials, Renewal)>? renewal)
    {
        lock (_gate)
        {
            renewal = null;
            if (_current is { } current && (now < current.RenewAt || (now < current.ExpiresAt && now < _earlyRenewalAt)) && !store.MustPay(now))
            {
                return current;
            }

            renewal = StartRenewal();
            return null;
        }
    }

    private async Task<Credentials> RenewedAsync(Task<(Credentials Credentials, Renewal)> renewal, CancellationToken cancellationToken)
    {
        var fallback = StillGood();
        try
        {
            return (await renewal.WaitAsync(cancellationToken)).Credentials;
        }
        catch (SuperOfficeException failure) when (fallback is not null && time.GetUtcNow() < fallback.ExpiresAt)
        {
            SuperOfficeLog.EarlyRenewalFailed(logger, failure.Message);
            lock (_gate)
            {
                _earlyRenewalAt = time.GetUtcNow() + PauseAfterFailedEarlyRenewal;
            }

            return fallback;
        }
    }

    private Credentials? StillGood()
    {
        lock (_gate)
        {
            return _current is { } current && time.GetUtcNow() < current.ExpiresAt && current.Value != _refused ? current : null;
        }
    }

    // Under the lock. All who come while a renewal is under way share it.
    private Task<(Credentials, Renewal)> StartRenewal() =>
        _renewal is { IsCompleted: false } ? _renewal : _renewal = Task.Run(RenewAsync);

    private async Task<(Credentials, Renewal)> RenewAsync()
    {
        var waiting = Stopwatch.StartNew();
        var renewal = Renewal.Shared;
        while (true)
        {
            if (Usable((await store.ReadAsync()).Record) is { } shared)
            {
                return (shared, renewal);
            }

            if (await store.TryLockAsync())
            {
                try
                {
                    // Somebody may have been quicker.
                    var found = await store.ReadAsync();
                    return Usable(found.Record) is { } quicker ? (quicker, Renewal.New) : (await LogInAsync(found), Renewal.New);
                }
                finally
                {
                    await store.UnlockAsync();
                }
            }

            renewal = Renewal.New;

            // Another process renews. What is good still need not wait for it.
            if (StillGood() is { } present)
            {
                lock (_gate)
                {
                    _earlyRenewalAt = time.GetUtcNow() + LoginStore.Patience;
                }

                return (present, Renewal.Shared);
            }

            if (waiting.Elapsed > options.Value.Timeout)
            {
                throw new SuperOfficeException(
                    FailureKind.Transient, FailureScope.Tenant, "Another process that logs in to SuperOffice did not come to an end.");
            }

            // The network's time, not a clock's that somebody sets.
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    // What the record gives without asking anybody; throws if it says that nothing is to be had.
    private Credentials? Usable(LoginRecord? stored)
    {
        var now = time.GetUtcNow();
        var record = LoginRecord.Adopt(stored, flow.Configured);
        lock (_gate)
        {
            if (record.Access is { } access && now < Credentials.RenewalOf(access) && access.Value != _refused)
            {
                LoginIs(lost: false);
                return _current = _current?.Value == access.Value && now < _current.ExpiresAt ? _current : new Credentials(flow, access, now);
            }

            if (_asksAnyway)
            {
                return null;
            }
        }

        if (record.Refusal is not { } refusal || now >= refusal.ProbeAt)
        {
            return null;
        }

        LoginIs(lost: true);
        throw refusal.ToFailure(now);
    }

    private void LoginIs(bool lost) => metrics.LoginIs(options.Value.ContextIdentifier, lost);

    private async Task<Credentials> LogInAsync(FoundLogin found)
    {
        var record = LoginRecord.Adopt(found.Record, flow.Configured);
        lock (_gate)
        {
            _asksAnyway = false;
        }

        try
        {
            var (access, rotated) = await flow.LogInAsync(record.RefreshToken);

            // Before anybody uses it: see LoginRecord.
            var stored = await store.StoreAsync(found, record.With(access, rotated));
            SuperOfficeLog.LoggedIn(logger, flow.IdleLifetime ?? access.ExpiresAt - access.IssuedAt);
            if (rotated is not null)
            {
                SuperOfficeLog.RefreshTokenRotated(logger);
            }

            LoginIs(lost: false);
            lock (_gate)
            {
                _reported = null;
                return _current = new Credentials(flow, stored.Access ?? access, time.GetUtcNow());
            }
        }
        catch (SuperOfficeException failure) when (failure.Kind == FailureKind.Revoked)
        {
            await store.StoreAsync(found, record.With(new LoginRefusal(failure.Status, failure.Message, time.GetUtcNow() + ProbeInterval)));
            LoginIs(lost: true);
            if (_reported != failure.Message)
            {
                _reported = failure.Message;
                SuperOfficeLog.Revoked(logger, failure.Message);
            }

            throw;
        }
    }
}
