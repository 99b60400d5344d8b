using System.Net;
using Connector.SuperOffice.Calls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Tenancy;

/// <summary>
/// Knows where the tenant's API is and whether it runs. SuperOffice moves tenants between hosts and takes them down for
/// maintenance; the state call tells both, needs no login, and says until when its answer holds. A tenant that does not run is not called at
/// all. If the state host itself cannot be reached, the last known location is used on.
/// </summary>
internal sealed class TenantLocator(
    IHttpClientFactory clients, IOptions<SuperOfficeOptions> options, TimeProvider time, ILogger<TenantLocator> logger) : IDisposable
{
    private const string Call = "GET api/state/{tenant}";

    // A storm of failing calls is one question, not one each.
    private static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly SuperOfficeOptions _options = options.Value;

    // A part of the whole, so that a call outlives a state host that hangs.
    private readonly TimeSpan _timeout = options.Value.Timeout / 3;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile TenantLocation? _current;

    /// <summary>Where the tenant is.</summary>
    /// <exception cref="SuperOfficeException">Of scope <see cref="FailureScope.Tenant"/>: it does not run, or its state cannot be read.</exception>
    public async ValueTask<TenantLocation> LocateAsync(CancellationToken cancellationToken) =>
        Running(_current is { } current && time.GetUtcNow() < current.ValidUntil
            ? current
            : await ReadAsync(known => time.GetUtcNow() < known.ValidUntil, cancellationToken));

    /// <summary>Forgets a location that turned out to be wrong (421).</summary>
    public void Forget(TenantLocation wrong) => Interlocked.CompareExchange(ref _current, null, wrong);

    /// <summary>Asks again with the next call, if the tenant did not run when it was asked last.</summary>
    public void ForgetRefusal()
    {
        if (_current is { Api: null } away)
        {
            Forget(away);
        }
    }

    /// <summary>Asks again, after a call that failed as calls do when the tenant moved or went down; at most every 5 s.</summary>
    /// <exception cref="SuperOfficeException">It does not run.</exception>
    public async Task<TenantLocation> RecheckAsync(TenantLocation suspect, CancellationToken cancellationToken) =>
        Running(await ReadAsync(
            known => known != suspect || time.GetUtcNow() < known.ReadAt + RecheckInterval, cancellationToken));

    /// <summary>What the tenant's state is now, asked anew, whether it runs or not: for diagnosis.</summary>
    /// <exception cref="SuperOfficeException">It cannot be read.</exception>
    public async Task<TenantStatus> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(cancellationToken);
        var place = ReadPlace(answer);
        var version = answer.IsSuccess ? answer.Read(root => root.OrElse(one => one.Text("Version"), ""), FailureScope.Tenant) : "";
        return new TenantStatus(place.State.ToString(), place.Api is not null, place.Api, version, answer.Date);
    }

    public void Dispose() => _reading.Dispose();

    private async Task<TenantLocation> ReadAsync(Func<TenantLocation, bool> isGood, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var known = _current;
            if (known is not null && isGood(known))
            {
                return known;
            }

            TenantLocation read;
            try
            {
                read = await AskAsync(cancellationToken);
            }
            catch (SuperOfficeException failure) when (known?.Api is not null)
            {
                SuperOfficeLog.StateUnread(logger, _options.ContextIdentifier, failure.Message);
                var now = time.GetUtcNow();
                return _current = known with { ReadAt = now, ValidUntil = now + PauseAfterFailure };
            }

            if (read.State != known?.State || read.Api != known.Api)
            {
                Announce(read);
            }

            return _current = read;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<TenantLocation> AskAsync(CancellationToken cancellationToken) => ReadPlace(await SendAsync(cancellationToken));

    private async Task<ApiAnswer> SendAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(TenantAddress.Login(_options), $"api/state/{_options.ContextIdentifier}"));
            request.Headers.Accept.ParseAdd("application/json");
            request.Options.Set(CallMarks.Repeatable, true);
            using var response = await clients.CreateClient(CallPipeline.LoginClient).SendAsync(request, both.Token);
            return await ApiAnswer.ReadAsync(Call, response, time, both.Token);
        }
        catch (HttpRequestException failure)
        {
            throw ApiFailure.NoAnswer(Call, FailureScope.Tenant, failure);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.TimedOut(Call, _timeout, FailureScope.Tenant);
        }
    }

    private TenantLocation ReadPlace(ApiAnswer answer)
    {
        if (answer.IsSuccess)
        {
            return answer.Read(root => TenantLocation.Read(root, _options, time.GetUtcNow()), FailureScope.Tenant);
        }

        // How an unknown tenant is answered is undocumented: the state Unknown, or one of these.
        return answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest
            ? new TenantLocation(TenantState.Unknown, null, time.GetUtcNow(), time.GetUtcNow() + RecheckInterval)
            : throw new SuperOfficeException(
                FailureKind.Transient, FailureScope.Tenant, $"{Call} answered {(int)answer.Status}.", answer.Status, answer.RetryAfter);
    }

    private TenantLocation Running(TenantLocation location) =>
        location.Api is not null
            ? location
            : throw new SuperOfficeException(
                FailureKind.TenantUnavailable,
                FailureScope.Tenant,
                location.State == TenantState.Unknown
                    ? $"Tenant {_options.ContextIdentifier} is not known there: check SO_CONTEXT_IDENTIFIER and SO_ENVIRONMENT."
                    : $"Tenant {_options.ContextIdentifier} is {location.State}.",
                retryAfter: location.ValidUntil - time.GetUtcNow());

    private void Announce(TenantLocation location)
    {
        if (location.Api is null)
        {
            SuperOfficeLog.Unavailable(logger, _options.ContextIdentifier, location.State);
        }
        else
        {
            SuperOfficeLog.Located(logger, _options.ContextIdentifier, location.State, location.Api.AbsoluteUri);
        }
    }
}
