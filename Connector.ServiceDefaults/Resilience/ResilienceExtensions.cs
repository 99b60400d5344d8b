using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that makes an HTTP client survive short trouble; asked for client by client.</summary>
public static class ResilienceExtensions
{
    /// <summary>
    /// The standard pipeline (rate limit, total time-out, retry, circuit breaker, time-out per attempt) with retries for the safe methods
    /// only.
    /// </summary>
    /// <remarks>
    /// Not a default of all clients, because the clients that matter bring their own rules. SuperOffice must never see a PATCH twice
    /// unless the writer decided so, an analysis of the Company Explorer takes longer than the standard time-outs and costs money, and a
    /// pipeline wrapped around another multiplies the attempts of both. Use it for plain reads without rules of their own.
    /// </remarks>
    public static IHttpStandardResiliencePipelineBuilder AddDefaultResilience(this IHttpClientBuilder http)
        => http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
}
