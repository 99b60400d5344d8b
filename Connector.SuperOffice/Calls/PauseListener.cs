using System.Net;

namespace Connector.SuperOffice.Calls;

/// <summary>Hears SuperOffice ask to be left alone (429 or 503 with Retry-After), and tells everybody who calls the tenant.</summary>
internal sealed class PauseListener(CallTurns turns) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            && RetryAdvice.Of(response, TimeProvider.System) is { } pause && pause > TimeSpan.Zero)
        {
            // Others should know even if this caller has lost interest; Redis is not waited for long.
            await turns.PauseAsync(pause, CancellationToken.None);
        }

        return response;
    }
}
