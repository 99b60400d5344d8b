using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Connector.Enricher.Calls;
using Connector.Enricher.Providers;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace Connector.Enricher.Explorer;

/// <summary>
/// The Company Explorer over HTTP: <c>POST {base}/api/provision/superoffice-contact</c>, asked per contact or person. Its answer takes as
/// long as scraping and thinking take, and may be that it is not done yet.
/// </summary>
internal sealed class ExplorerClient(
    HttpClient http, ExplorerTenants tenants, ExplorerBreakers breakers, IOptions<ExplorerOptions> options, TimeProvider time, ILogger<ExplorerClient> logger)
    : IEnrichmentProvider
{
    /// <summary>A longer answer is refused unread, bytes.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    private const string NoAnswer = "The Company Explorer did not answer in time.";

    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(8);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<ProviderAnswer> AskAsync(Question question, CancellationToken cancellationToken)
    {
        // Bytes, not a stream: the body can be sent again where no connection came about.
        using var request = NewRequest(question.Tenant, JsonSerializer.SerializeToUtf8Bytes(ExplorerQuestion.From(question), ExplorerJson.Default.ExplorerQuestion));
        request.Headers.Add("Idempotency-Key", question.IdempotencyKey);
        await breakers.HeedAsync(question.Tenant, question.ResumedAt, cancellationToken);
        return await SendAsync(request, response => ReadAsync(question, response, cancellationToken), cancellationToken);
    }

    /// <remarks>
    /// A question without a body is none: the contract answers it with 422, after the credentials were looked at, and no other implementation can analyse it.
    /// There is no call for this; a GET would meet whatever stands there for people.
    /// </remarks>
    public async Task CheckAsync(string tenant, CancellationToken cancellationToken)
    {
        if (!tenants.Of(tenant).MayBeChecked)
        {
            return;
        }

        using var patience = new CancellationTokenSource(CheckTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var request = NewRequest(tenant, []);
        try
        {
            await SendAsync(request, async response => ExplorerFailures.OfCheck(response, await response.Content.ReadAsByteArrayAsync(either.Token), time), either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(ProviderFailure.Timeout, NoAnswer, inner: exception);
        }
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        request.Options.Set(ExplorerRules.Since, time.GetTimestamp());
        try
        {
            // Complete on return: the client's time-out and size limit hold for headers and body alike.
            using var response = await http.SendAsync(request, cancellationToken);
            return await read(response);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(ProviderFailure.Timeout, NoAnswer, inner: exception);
        }
        catch (RateLimiterRejectedException exception)
        {
            throw new ProviderException(
                ProviderFailure.TooManyRequests, "Too many questions wait for the Company Explorer.", BusyRetry, exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw new ProviderException(
                ProviderFailure.Paused, "The Company Explorer has all but ceased to answer and is not asked for a while.", options.Value.BreakerPause, exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ProviderException(
                ProviderFailure.Unreadable, $"The Company Explorer's answer is longer than {MaxAnswerBytes} bytes.", inner: exception);
        }
        catch (HttpRequestException exception)
        {
            throw new ProviderException(
                ProviderFailure.Unreachable, $"The Company Explorer cannot be reached ({exception.HttpRequestError}).", inner: exception);
        }
    }

    private HttpRequestMessage NewRequest(string tenant, byte[] body)
    {
        var explorer = tenants.Of(tenant);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(explorer.Address, "api/provision/superoffice-contact"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.Authorization = explorer.Authorization;
        request.Options.Set(ExplorerRules.Tenant, tenant);
        return request;
    }

    private async Task<ProviderAnswer> ReadAsync(Question question, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotFound
            && ExplorerAnswer.SaysNotFound(await response.Content.ReadAsByteArrayAsync(cancellationToken)) is { } unknown)
        {
            return unknown;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw ExplorerFailures.Of(response, time);
        }

        var odd = new List<string>();
        var answer = ExplorerAnswer.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), odd);
        if (odd.Count > 0)
        {
            EnricherLog.OddMembers(logger, question.Tenant, string.Join(", ", odd));
        }

        return answer;
    }
}
