using System.Net;
using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Options;
using Polly.RateLimiting;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// Makes a call to the tenant's API where the tenant is, with a token that holds. Three answers are put right and the call
/// repeated, each once: 401 or 403 by a new token (an expired one is answered with either), 421 by asking anew where the tenant is. The
/// server has done nothing in these cases, so that holds for writing calls too. Every call to the API goes through here.
/// </summary>
internal sealed class ApiCaller(
    IHttpClientFactory clients,
    TenantLocator tenant,
    TenantLogin login,
    IOptions<SuperOfficeOptions> options,
    TimeProvider time,
    SuperOfficeMetrics metrics)
{
    private readonly SuperOfficeOptions _options = options.Value;

    /// <summary>How urgent this caller's calls are.</summary>
    public CallClass Class { get; private init; }

    /// <summary>The same caller, for calls of another urgency.</summary>
    public ApiCaller With(CallClass callClass) => new(clients, tenant, login, options, time, metrics) { Class = callClass };

    /// <summary>Makes the call.</summary>
    /// <returns>A 2xx answer, or the API's own 404 where the call allows for one.</returns>
    /// <exception cref="SuperOfficeException">For every other answer, and for none.</exception>
    public Task<ApiAnswer> SendAsync(ApiCall call, bool mayBeMissing, CancellationToken cancellationToken) =>
        CountAsync(call, answer => Judge(answer, mayBeMissing), cancellationToken);

    /// <summary>Makes the call and takes every answer, whatever its status: for whoever wants to see what was answered.</summary>
    /// <exception cref="SuperOfficeException">There was no answer: the tenant cannot be found, the login is refused, the network is down.</exception>
    public Task<ApiAnswer> SendForAnyAnswerAsync(ApiCall call, CancellationToken cancellationToken) => CountAsync(call, answer => answer, cancellationToken);

    private static ApiAnswer Judge(ApiAnswer answer, bool mayBeMissing)
    {
        if (answer is { IsSuccess: true, IsNotFound: false, IsBindingError: false })
        {
            return answer;
        }

        var failure = ApiFailure.From(answer);
        return mayBeMissing && answer.IsNotFound && failure.Kind == FailureKind.Conflict ? answer : throw failure;
    }

    private async Task<ApiAnswer> CountAsync(ApiCall call, Func<ApiAnswer, ApiAnswer> judge, CancellationToken cancellationToken)
    {
        var outcome = "cancelled";
        try
        {
            var answer = judge(await SendInTimeAsync(call with { Class = Class }, cancellationToken));
            outcome = answer.IsNotFound ? "not_found" : "ok";
            return answer;
        }
        catch (SuperOfficeException failure)
        {
            outcome = Word(failure.Kind);
            throw;
        }
        finally
        {
            metrics.Called(call.Method.Method, outcome);
        }
    }

    private async Task<ApiAnswer> SendInTimeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var attempt = new Attempt();
        try
        {
            return await SendAsync(call, attempt, both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw attempt.At switch
            {
                Stage.Finding => ApiFailure.TimedOut(call.ToString(), _options.Timeout, FailureScope.Tenant),
                Stage.Queueing => ApiFailure.NoTurn(call.ToString(), "Its turn did not come in time.", _options.Timeout),
                _ => ApiFailure.TimedOut(call.ToString(), _options.Timeout, FailureScope.Entity),
            };
        }
        catch (RateLimiterRejectedException rejected)
        {
            throw ApiFailure.NoTurn(call.ToString(), rejected.Message, rejected.RetryAfter ?? _options.Timeout);
        }
    }

    private async Task<ApiAnswer> SendAsync(ApiCall call, Attempt attempt, CancellationToken cancellationToken)
    {
        var renewal = Renewal.Useless;
        var moved = false;
        while (true)
        {
            attempt.At = Stage.Finding;
            var place = await tenant.LocateAsync(cancellationToken);
            var token = await login.GetAsync(cancellationToken);
            ApiAnswer answer;
            try
            {
                answer = await SendOnceAsync(call, place.Api!, token, attempt, cancellationToken);
            }
            catch (HttpRequestException failure)
            {
                var now = await RecheckUnansweredAsync(call, place, cancellationToken);
                if (!moved && now.Api != place.Api && call.Repeatable)
                {
                    moved = true;
                    continue;
                }

                throw ApiFailure.NoAnswer(call.ToString(), FailureScope.Entity, failure);
            }

            switch (answer.Status)
            {
                case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when renewal != Renewal.New:
                    renewal = await login.RenewAsync(token, answer.Status, cancellationToken);
                    if (renewal == Renewal.Useless)
                    {
                        return answer;
                    }

                    continue;
                case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                    login.RenewalDidNotHelp();
                    return answer;
                case HttpStatusCode.MisdirectedRequest when !moved:
                    moved = true;
                    tenant.Forget(place);
                    continue;
                case >= HttpStatusCode.InternalServerError:
                    // Maintenance shows as 5xx first; the state tells it from a fault of the call.
                    await tenant.RecheckAsync(place, cancellationToken);
                    return answer;
                default:
                    return answer;
            }
        }
    }

    private async Task<TenantLocation> RecheckUnansweredAsync(ApiCall call, TenantLocation place, CancellationToken cancellationToken)
    {
        try
        {
            return await tenant.RecheckAsync(place, cancellationToken);
        }
        catch (SuperOfficeException) when (!call.Repeatable)
        {
            // Whether the change was made is open: that the tenant is away meanwhile must not be taken for a no.
            return place;
        }
    }

    private async Task<ApiAnswer> SendOnceAsync(ApiCall call, Uri api, Credentials token, Attempt attempt, CancellationToken cancellationToken)
    {
        using var request = call.ToRequest(api, token, _options.Language);
        attempt.At = Stage.Queueing;
        try
        {
            using var response = await clients.CreateClient(CallPipeline.ApiClient).SendAsync(request, cancellationToken);
            var answer = await ApiAnswer.ReadAsync(call.ToString(), response, time, cancellationToken);
            return answer with { FromAgent = call.IsAgent };
        }
        finally
        {
            attempt.At = CallMarks.WasSent(request) ? Stage.Sent : Stage.Queueing;
        }
    }

    private static string Word(FailureKind kind) => kind switch
    {
        FailureKind.Transient => "transient",
        FailureKind.Conflict => "conflict",
        FailureKind.AskedToWait => "asked_to_wait",
        FailureKind.Refused => "refused",
        FailureKind.Unreadable => "unreadable",
        FailureKind.TenantUnavailable => "tenant_unavailable",
        FailureKind.Revoked => "revoked",
        FailureKind.NotGranted => "not_granted",
        _ => "write_refused",
    };

    private sealed class Attempt
    {
        public Stage At { get; set; }
    }

    /// <summary>What a call was doing when its time was up; it decides whose failure that is.</summary>
    private enum Stage
    {
        /// <summary>Asking where the tenant is, or logging in: everybody's.</summary>
        Finding,

        /// <summary>Waiting for its turn: nobody's, nothing was sent.</summary>
        Queueing,

        /// <summary>Waiting for the answer.</summary>
        Sent,
    }
}
