using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>What a receiver answered to one try.</summary>
/// <param name="Status">Its status; null if it could not be reached in time.</param>
/// <param name="Error">Why not, in one line; empty after a 200.</param>
/// <param name="Answer">Headers and the begin of the body it answered to a test; empty for other events.</param>
internal readonly record struct TryResult(HttpStatusCode? Status, string Error, string Answer = "")
{
    /// <summary>Only 200 counts: whether another 2xx does is documented nowhere.</summary>
    public bool Ok => Status == HttpStatusCode.OK;
}

/// <summary>Posts one event once, with the documented headers.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>How much of a test's answer is shown.</summary>
    private const int AnswerBytes = 2048;

    /// <summary>
    /// Not from the client factory: its resilience would add tries of its own. SuperOffice sends no trace context, so neither
    /// does this; the receiver's trace begins with the receiver.
    /// </summary>
    private readonly HttpClient _http;

    public WebhookSender(IOptions<SandboxOptions> options) =>
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null, UseCookies = false, UseProxy = false })
        {
            Timeout = options.Value.Delivery.Timeout,
        };

    public void Dispose() => _http.Dispose();

    /// <summary>Posts an event.</summary>
    /// <param name="subscription">Where to.</param>
    /// <param name="posted">What.</param>
    /// <param name="retry">How many tries there were before this one.</param>
    /// <param name="test">Marks the event as a test of the target.</param>
    /// <param name="cancellationToken">Ends the sandbox.</param>
    public async Task<TryResult> PostAsync(Subscription subscription, TenantEvent posted, int retry, bool test, CancellationToken cancellationToken)
    {
        var body = posted.Body(subscription);
        using var request = new HttpRequestMessage(HttpMethod.Post, subscription.TargetUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        AddHeaders(request.Headers, subscription, posted, retry, test, body);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var answer = test ? await ReadAsync(response, cancellationToken) : "";
            return new(response.StatusCode, response.StatusCode == HttpStatusCode.OK ? "" : $"HTTP {(int)response.StatusCode}", answer);
        }
        catch (HttpRequestException failure)
        {
            return new(null, failure.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return new(null, "ResponseEnded");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, "Timeout");
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var begin = new byte[AnswerBytes];
        var length = await body.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
        return $"{(int)response.StatusCode} {response.ReasonPhrase}\r\n{response.Headers}{response.Content.Headers}\r\n{Encoding.UTF8.GetString(begin, 0, length)}";
    }

    private static void AddHeaders(HttpRequestHeaders headers, Subscription subscription, TenantEvent posted, int retry, bool test, byte[] body)
    {
        headers.TryAddWithoutValidation("User-Agent", "NetServer-Webhook/10.3.8");
        headers.Add("X-SuperOffice-Event", posted.Name);
        headers.Add("X-SuperOffice-EventId", posted.Id.ToString());
        headers.Add("X-SuperOffice-Retry", retry.ToString(CultureInfo.InvariantCulture));
        if (subscription.Secret is { } secret)
        {
            headers.Add("X-SuperOffice-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        }

        if (test)
        {
            headers.Add("X-Hook-Test", "true");
        }

        foreach (var (name, value) in subscription.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
