using System.Net;
using System.Threading.RateLimiting;
using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// The two HTTP clients and what every request of theirs passes: repeat what may be repeated, wait for its turn, ask the write
/// gate, mind the breaker, read the answer whole. Resilience that the host adds to all clients is taken off, because it would repeat a PATCH; so is the factory's logging, which
/// says nothing that <see cref="SuperOfficeLog"/> and the client's spans do not. The time-out covers a call as a whole and lies in
/// <see cref="ApiCaller"/>.
/// </summary>
internal static class CallPipeline
{
    /// <summary>Client for the tenant's API.</summary>
    public const string ApiClient = "superoffice.api";

    /// <summary>Client for the login and state host.</summary>
    public const string LoginClient = "superoffice.login";

    // The same host, but a failure of the one says little about the other: without the state, the last one is used on.
    private const string State = "superoffice.state";

    /// <summary>Registers both clients.</summary>
    public static IServiceCollection AddCallPipeline(this IServiceCollection services)
    {
        services.AddSingleton<CallTurns>();
        services.AddSingleton<CallBudget>();
        services.AddKeyedSingleton(ApiClient, (provider, _) => Breaker(provider, "API", options => options.BreakerMinimumCalls));
        services.AddKeyedSingleton(LoginClient, (provider, _) => Breaker(provider, "login", options => options.BreakerMinimumLoginCalls));
        services.AddKeyedSingleton(State, (provider, _) => Breaker(provider, "state", options => options.BreakerMinimumLoginCalls));
        services.AddSingleton(provider => new RememberedRefusals(
            provider.GetRequiredService<TenantLogin>(),
            provider.GetRequiredService<TenantLocator>(),
            [.. new[] { ApiClient, LoginClient, State }.Select(part => provider.GetRequiredKeyedService<CallBreaker>(part))]));
        services.AddTransient<PauseListener>();
        services.AddTransient<WriteGuard>();
        AddClient(services, ApiClient, (pipeline, provider) => pipeline
                .AddRetry(Repeat(provider))
                .AddRateLimiter(new HttpRateLimiterStrategyOptions { RateLimiter = arguments => TurnAsync(provider, arguments.Context) }))
            .AddHttpMessageHandler<WriteGuard>()
            .AddHttpMessageHandler(provider => new BreakerHandler(_ => provider.GetRequiredKeyedService<CallBreaker>(ApiClient)))
            .AddHttpMessageHandler<PauseListener>()
            .AddHttpMessageHandler(() => new AnswerBuffer());
        AddClient(services, LoginClient, (pipeline, provider) => pipeline.AddRetry(Repeat(provider)))
            .AddHttpMessageHandler(provider => new BreakerHandler(request => provider.GetRequiredKeyedService<CallBreaker>(
                request.RequestUri!.AbsolutePath.StartsWith("/api/state/", StringComparison.Ordinal) ? State : LoginClient)))
            .AddHttpMessageHandler(() => new AnswerBuffer());
        return services;
    }

    private static CallBreaker Breaker(IServiceProvider provider, string host, Func<SuperOfficeOptions, int> minimumCalls)
    {
        var options = provider.GetRequiredService<IOptions<SuperOfficeOptions>>().Value;
        return new CallBreaker(
            host, minimumCalls(options), options, provider.GetRequiredService<ILogger<CallBreaker>>(), provider.GetRequiredService<SuperOfficeMetrics>());
    }

    private static ValueTask<RateLimitLease> TurnAsync(IServiceProvider provider, ResilienceContext context)
    {
        // Nobody waits for a turn at a host that is not called.
        provider.GetRequiredKeyedService<CallBreaker>(ApiClient).ThrowIfOpen();
        return provider.GetRequiredService<CallBudget>().AcquireAsync(CallMarks.ClassOf(context.GetRequestMessage()), context.CancellationToken);
    }

    private static IHttpClientBuilder AddClient(
        IServiceCollection services, string name, Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure)
    {
        var client = services.AddHttpClient(name, http => http.Timeout = Timeout.InfiniteTimeSpan);
        client.RemoveAllLoggers();
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        });
#pragma warning disable EXTEXP0001 // The only way to opt out of what ConfigureHttpClientDefaults added.
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        client.AddResilienceHandler(name, (pipeline, context) =>
        {
            // Pauses of a fraction of a second are for the network's sake: a clock that somebody sets does not move them.
            pipeline.TimeProvider = TimeProvider.System;
            configure(pipeline, context.ServiceProvider);
        });
        return client;
    }

    private static HttpRetryStrategyOptions Repeat(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CallPipeline).FullName!);
        return new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(250),
            UseJitter = true,
            ShouldRetryAfterHeader = true,
            ShouldHandle = arguments => ValueTask.FromResult(MayRepeat(arguments.Context, arguments.Outcome)),
            OnRetry = arguments =>
            {
                var request = arguments.Context.GetRequestMessage();
                SuperOfficeLog.Repeating(
                    log, request?.Method.Method ?? "", arguments.AttemptNumber + 1, (int?)arguments.Outcome.Result?.StatusCode, arguments.RetryDelay);
                return ValueTask.CompletedTask;
            },
        };
    }

    private static bool MayRepeat(ResilienceContext context, Outcome<HttpResponseMessage> outcome)
    {
        if (outcome.Exception is HttpRequestException failure)
        {
            // A request that found no connection never reached anybody, whatever its method.
            return failure.HttpRequestError is HttpRequestError.ConnectionError
                || (failure.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded && IsRepeatable(context));
        }

        return outcome.Result is { } response
            && response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            && IsRepeatable(context)
            && !(RetryAdvice.Of(response, TimeProvider.System) > CallTurns.ShortPause);
    }

    private static bool IsRepeatable(ResilienceContext context) =>
        context.GetRequestMessage() is { } request && CallMarks.IsRepeatable(request);
}
