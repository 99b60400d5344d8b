using System.Net;
using Connector.Enricher.Providers;

namespace Connector.Enricher.Explorer;

/// <summary>What an HTTP status other than success means. The body is not looked at: it may repeat what we sent.</summary>
internal static class ExplorerFailures
{
    public static ProviderException Of(HttpResponseMessage response, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        var retryAfter = RetryAfter(response, time);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired =>
                new(ProviderFailure.CredentialsRefused, $"The Company Explorer refuses our credentials ({status})."),
            // What a proxy or another program says that has no such path, or takes no POST there. That a company is unknown has another form.
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone or HttpStatusCode.MisdirectedRequest =>
                new(ProviderFailure.WrongAddress, $"What answers at the Company Explorer's address is not it ({status}); check Explorer:BaseUrl and what stands before it."),
            HttpStatusCode.TooManyRequests =>
                new(ProviderFailure.TooManyRequests, "The Company Explorer asks to come back later (429).", retryAfter),
            // Not followed: the credentials are meant for the configured address only.
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                new(ProviderFailure.Unavailable, $"The Company Explorer redirects ({status}); set Explorer:BaseUrl to where it lives."),
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or (HttpStatusCode)425 =>
                new(ProviderFailure.Unavailable, $"The Company Explorer cannot answer now ({status}).", retryAfter),
            >= HttpStatusCode.InternalServerError =>
                new(ProviderFailure.Unavailable, $"The Company Explorer is in trouble ({status}).", retryAfter),
            _ => new(ProviderFailure.Unprocessable, $"The Company Explorer cannot process the request ({status})."),
        };
    }

    /// <summary>
    /// What the answer to no question says. Any refusal of the request is what it should be, and 500 too: somebody is there, who did not expect it. A
    /// success is the Company Explorer's if it is a JSON object, and otherwise a page.
    /// </summary>
    /// <returns>Nothing of meaning.</returns>
    /// <exception cref="ProviderException">It could not be asked.</exception>
    public static bool OfCheck(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time)
    {
        if (response.IsSuccessStatusCode)
        {
            return body.TrimStart(" \r\n\t"u8).StartsWith("{"u8) ? true
                : throw new ProviderException(
                    ProviderFailure.WrongAddress, "What answers at the Company Explorer's address is a page; check Explorer:BaseUrl and what stands before it.");
        }

        var isUnknown = response.StatusCode == HttpStatusCode.NotFound && ExplorerAnswer.SaysNotFound(body.ToArray()) is not null;
        return isUnknown || response.StatusCode == HttpStatusCode.InternalServerError || Of(response, time) is { Failure: ProviderFailure.Unprocessable }
            ? true
            : throw Of(response, time);
    }

    // Seconds or a date (RFC 9110, 10.2.3).
    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delay } => delay,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } ahead ? ahead : TimeSpan.Zero,
        _ => null,
    };
}
