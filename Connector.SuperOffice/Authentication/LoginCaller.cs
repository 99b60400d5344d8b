using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Authentication;

/// <summary>Sends what goes to the login host.</summary>
internal sealed class LoginCaller(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The answer, whatever its status.</summary>
    /// <param name="call">What to call it in messages.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it; the caller's time-out is part of that.</param>
    /// <exception cref="SuperOfficeException">There was none.</exception>
    public async Task<ApiAnswer> SendAsync(string call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await clients.CreateClient(CallPipeline.LoginClient).SendAsync(request, cancellationToken);
            return await ApiAnswer.ReadAsync(call, response, time, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw ApiFailure.NoAnswer(call, FailureScope.Tenant, failure);
        }
    }
}
