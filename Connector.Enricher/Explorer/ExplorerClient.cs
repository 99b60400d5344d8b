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

    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<ProviderAnswer> AskAsync(Question question, CancellationToken cancellationToken)
    {
        using var request = NewRequest(question);
        request.Options.Set(ExplorerRules.Tenant, question.Tenant);
        request.Options.Set(ExplorerRules.Since, time.GetTimestamp());
        try
        {
            await breakers.HeedAsync(question.Tenant, question.ResumedAt, cancellationToken);
            // Complete on return: the client's time-out and size limit hold for headers and body alike.
            using var response = await http.SendAsync(request, cancellationToken);
            return await ReadAsync(question, response, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(ProviderFailure.Timeout, "The Company Explorer did not answer in time.", inner: exception);
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

    private HttpRequestMessage NewRequest(Question question)
    {
        // Bytes, not a stream: the body can be sent again where no connection came about.
        var body = JsonSerializer.SerializeToUtf8Bytes(ExplorerQuestion.From(question), ExplorerJson.Default.ExplorerQuestion);
        var explorer = tenants.Of(question.Tenant);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(explorer.Address, "api/provision/superoffice-contact"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
            Headers = { { "Idempotency-Key", question.IdempotencyKey } },
        };
        request.Headers.Authorization = explorer.Authorization;
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
