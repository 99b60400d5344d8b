using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Connector.Reliability.Tests.Running;

namespace Connector.Reliability.Tests.Sending;

/// <summary>
/// SuperOffice's side of the webhook: posts signed events and keeps its own list of what was answered, which is what the connector is
/// held to. Connections are kept alive; ingresses take turns.
/// </summary>
internal sealed class Sender(IReadOnlyList<Uri> ingresses) : IDisposable
{
    private static readonly TimeSpan BetweenPosts = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentBag<Answer> _answers = [];
    private int _turn;

    public IReadOnlyCollection<Answer> Answers => _answers;

    /// <summary>Posts once, and keeps the answer.</summary>
    public async Task<Answer> PostAsync(WebhookEvent sent)
    {
        var answer = await TryAsync(sent, 1);
        _answers.Add(answer);
        return answer;
    }

    /// <summary>Posts until it is answered with 200, as often as it takes: no answer may mean that it was accepted, or that it was not.</summary>
    public async Task<Answer> InsistAsync(WebhookEvent sent, CancellationToken cancellationToken)
    {
        for (var posts = 1; ; posts++)
        {
            var answer = await TryAsync(sent, posts);
            if (answer.IsPromised)
            {
                _answers.Add(answer);
                return answer;
            }

            await Task.Delay(BetweenPosts, cancellationToken);
        }
    }

    /// <summary>Posts many, some at a time.</summary>
    public Task PostAllAsync(IEnumerable<WebhookEvent> events, int atATime, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        events, new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellationToken }, async (sent, _) => await PostAsync(sent));

    public void Dispose() => _http.Dispose();

    private async Task<Answer> TryAsync(WebhookEvent sent, int posts)
    {
        var ingress = ingresses[(int)((uint)Interlocked.Increment(ref _turn) % ingresses.Count)];
        using var request = new HttpRequestMessage(HttpMethod.Post, ingress)
        {
            Content = new ByteArrayContent(sent.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
            Headers =
            {
                { "X-Connector-Token", ChaosSettings.Token },
                { "X-SuperOffice-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ChaosSettings.Secret), sent.Body)) },
            },
        };
        var started = Stopwatch.GetTimestamp();
        HttpStatusCode? status = null;
        string? retryAfter = null;
        try
        {
            using var response = await _http.SendAsync(request);
            (status, retryAfter) = (response.StatusCode, response.Headers.RetryAfter?.ToString());
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            // It was killed, or is frozen.
        }

        return new Answer(sent.EventId, status, Stopwatch.GetElapsedTime(started), posts, retryAfter) { SentAt = started };
    }
}
