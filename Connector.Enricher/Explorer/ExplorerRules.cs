using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace Connector.Enricher.Explorer;

/// <summary>
/// How the Company Explorer is called: so many questions at a time and so many waiting, not at all while it has all but ceased to answer, and
/// once more only where no connection came about, so that nothing can have been asked. Each tenant has a pipeline of its own: whose Company
/// Explorer is slow or down keeps nobody else waiting.
/// </summary>
/// <remarks>
/// All other retries belong to the worker, which has the whole picture: attempts, holds, spend. The breaker counts what got no answer or one that nobody
/// can read, and 5xx but a 503 that says when to come back; one company that always fails is asked about four times in half a minute, which is below
/// the least number that opens it.
/// </remarks>
internal static class ExplorerRules
{
    /// <summary>The tenant a request is for.</summary>
    public static readonly HttpRequestOptionsKey<string> Tenant = new("connector.tenant");

    /// <summary>When the question was begun, a timestamp of the time provider.</summary>
    public static readonly HttpRequestOptionsKey<long> Since = new("connector.since");

    /// <summary>The tenant, which chooses the pipeline.</summary>
    public static string TenantOf(HttpRequestMessage request) => request.Options.TryGetValue(Tenant, out var tenant) ? tenant : "";

    public static void Add(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        var options = context.ServiceProvider.GetRequiredService<IOptions<ExplorerOptions>>().Value;
        var breakers = context.ServiceProvider.GetRequiredService<ExplorerBreakers>();
        var time = context.ServiceProvider.GetRequiredService<TimeProvider>();
        var tenant = context.InstanceName;
        pipeline
            .AddConcurrencyLimiter(options.MaxConcurrency, queueLimit: 4 * options.MaxConcurrency)
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerMinimumCalls,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                ManualControl = breakers.ControlOf(tenant),
                ShouldHandle = arguments => IsFailureAsync(arguments.Outcome, arguments.Context, options.Timeout / 4, time),
                OnOpened = arguments => breakers.OpenedAsync(tenant, arguments.BreakDuration),
                OnClosed = _ => breakers.ClosedAsync(tenant),
            })
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 1,
                Delay = TimeSpan.FromMilliseconds(250),
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
                }),
            });
    }

    // Whoever lost patience, the time-out here or the caller: after that long there was no answer; earlier, it was a change of mind.
    private static async ValueTask<bool> IsFailureAsync(Outcome<HttpResponseMessage> outcome, ResilienceContext context, TimeSpan patience, TimeProvider time)
    {
        switch (outcome)
        {
            case { Exception: HttpRequestException }:
                return true;
            case { Exception: OperationCanceledException }:
                return context.GetRequestMessage() is { } request && request.Options.TryGetValue(Since, out var since) && time.GetElapsedTime(since) >= patience;
            case { Result: { StatusCode: HttpStatusCode.OK } answer }:
                // It is there already, see AnswerBuffer.
                return !ExplorerAnswer.IsReadable(await answer.Content.ReadAsByteArrayAsync(CancellationToken.None));
            default:
                return outcome.Result is { } response && (int)response.StatusCode is 408 or >= 500 && response.Headers.RetryAfter is null;
        }
    }
}
