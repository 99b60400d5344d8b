using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// Stops calling a part of SuperOffice (API, login, state) that has all but ceased to answer, so that its failure is a hold of the
/// tenant instead of thousands of attempts.
/// Counted are requests without an answer, 5xx, and a 200 to a read that is not JSON, as from a proxy's page of its own, each repetition by itself; a 4xx,
/// and a 503 that says when to come back, prove that it works. A break ends with one request that is let through.
/// <para>
/// One record that is always answered with 500 must not stop the tenant: in otherwise quiet traffic its attempts (3 requests each, after 5, 10,
/// 20 s) are 9 in half a minute, which is below the least number of requests that can open the breaker; in lively traffic they are
/// below the share. Login and state see so few requests that a lower number is right for them.
/// </para>
/// </summary>
internal sealed class CallBreaker
{
    private static readonly ResiliencePropertyKey<long> SentAt = new("connector.superoffice.sentAt");

    private readonly string _tenant;
    private readonly string _part;
    private readonly TimeSpan _slow;
    private readonly ILogger _log;
    private readonly SuperOfficeMetrics _metrics;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly CircuitBreakerManualControl _control = new();
    private long _openUntil;
    private bool _reported;

    public CallBreaker(string part, int minimumCalls, SuperOfficeOptions options, ILogger log, SuperOfficeMetrics metrics)
    {
        // Who gave up after that long had no answer, whoever lost patience; earlier, it was a change of mind.
        (_tenant, _part, _slow, _log, _metrics) = (options.ContextIdentifier, part, options.Timeout / 4, log, metrics);
        metrics.BreakerIs(_tenant, part, CircuitState.Closed);
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = $"superoffice.{part}" }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = minimumCalls,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                ManualControl = _control,
                ShouldHandle = arguments => IsFailureAsync(arguments.Context, arguments.Outcome),
                OnOpened = OnOpened,
                OnHalfOpened = OnHalfOpened,
                OnClosed = OnClosed,
            })
            .Build();
    }

    /// <summary>Asks before anything is waited for.</summary>
    /// <exception cref="SuperOfficeException"><see cref="FailureKind.TenantUnavailable"/>: the breaker is open.</exception>
    public void ThrowIfOpen()
    {
        if (Left() is { } left)
        {
            throw Open(left, null);
        }
    }

    /// <summary>Sends, unless the breaker is open.</summary>
    /// <exception cref="SuperOfficeException"><see cref="FailureKind.TenantUnavailable"/>: the breaker is open; nothing was sent.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(SentAt, TimeProvider.System.GetTimestamp());
        try
        {
            return await _pipeline.ExecuteAsync(async inner => await send(inner.CancellationToken), context);
        }
        catch (BrokenCircuitException open)
        {
            // While the one request that was let through is under way, the break counts as lasting a moment longer.
            throw Open(Left() ?? TimeSpan.FromSeconds(1), open);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Ends a break: somebody knows better.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => _control.CloseAsync(cancellationToken);

    private TimeSpan? Left()
    {
        var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), Volatile.Read(ref _openUntil));
        return left > TimeSpan.Zero ? left : null;
    }

    private SuperOfficeException Open(TimeSpan left, Exception? inner) => new(
        FailureKind.TenantUnavailable,
        FailureScope.Tenant,
        $"SuperOffice's {_part} failed too often; it is not called for a while.",
        retryAfter: left,
        inner: inner)
    { NotAsked = true };

    private async ValueTask<bool> IsFailureAsync(ResilienceContext context, Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { StatusCode: HttpStatusCode.OK, RequestMessage: { } request } read } when CallMarks.IsRepeatable(request) =>
            // The answer is there already, see AnswerBuffer.
            !ApiAnswer.IsJson(await read.Content.ReadAsByteArrayAsync(CancellationToken.None)),
        { Exception: HttpRequestException failure } => failure.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded,
        { Exception: OperationCanceledException } => TimeProvider.System.GetElapsedTime(context.Properties.GetValue(SentAt, 0)) >= _slow,
        { Result: { } response } => response.StatusCode >= HttpStatusCode.InternalServerError
            && !(response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null),
        _ => false,
    };

    private ValueTask OnOpened(OnCircuitOpenedArguments<HttpResponseMessage> opened)
    {
        Volatile.Write(
            ref _openUntil,
            TimeProvider.System.GetTimestamp() + (long)(opened.BreakDuration.TotalSeconds * TimeProvider.System.TimestampFrequency));
        var last = opened.Outcome.Result is { } response ? $"status {(int)response.StatusCode}" : opened.Outcome.Exception?.GetType().Name ?? "nothing";
        if (!_reported)
        {
            // Said once, however often the one request that is let through fails as well.
            _reported = true;
            SuperOfficeLog.BreakerOpened(_log, _part, opened.BreakDuration, last);
        }

        _metrics.BreakerIs(_tenant, _part, CircuitState.Open);
        return ValueTask.CompletedTask;
    }

    private ValueTask OnHalfOpened(OnCircuitHalfOpenedArguments halfOpened)
    {
        _metrics.BreakerIs(_tenant, _part, CircuitState.HalfOpen);
        return ValueTask.CompletedTask;
    }

    private ValueTask OnClosed(OnCircuitClosedArguments<HttpResponseMessage> closed)
    {
        Volatile.Write(ref _openUntil, 0);
        _reported = false;
        if (!closed.IsManual)
        {
            SuperOfficeLog.BreakerClosed(_log, _part);
        }

        _metrics.BreakerIs(_tenant, _part, CircuitState.Closed);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The breaker's place among the handlers: behind all waiting, so that what it counts was sent.</summary>
internal sealed class BreakerHandler(Func<HttpRequestMessage, CallBreaker> breakerOf) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        breakerOf(request).SendAsync(token => base.SendAsync(request, token), cancellationToken);
}
