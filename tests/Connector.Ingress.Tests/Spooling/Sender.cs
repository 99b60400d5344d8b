using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>Posts events at a steady pace, whatever becomes of them, and keeps every answer: the sender's own list.</summary>
internal sealed class Sender(HttpClient client)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentBag<Answer> _answers = [];

    public IReadOnlyCollection<Answer> Answers => _answers;

    /// <summary>The events that were answered with 200 and are never sent again.</summary>
    public IEnumerable<string> Promised => _answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.EventId);

    /// <summary>About 100 posts a second until told to stop; returns when all are answered.</summary>
    public async Task SendAsync(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(Pace);
        var posts = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            posts.Add(PostAsync());
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(posts);
    }

    /// <summary>One post; an answer that never came is none.</summary>
    public async Task<Answer> PostAsync(string? eventId = null)
    {
        eventId ??= Guid.NewGuid().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, IngressHost.DefaultPath) { Content = Bodies.Change(eventId) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Connector-Token", IngressHost.Token);
        var started = Stopwatch.GetTimestamp();
        HttpStatusCode? status = null;
        string? retryAfter = null;
        try
        {
            using var response = await client.SendAsync(request);
            (status, retryAfter) = (response.StatusCode, response.Headers.RetryAfter?.ToString());
        }
        catch (HttpRequestException)
        {
            // The server was killed.
        }

        var answer = new Answer(eventId, status, Stopwatch.GetElapsedTime(started), retryAfter);
        _answers.Add(answer);
        return answer;
    }

    internal sealed record Answer(string EventId, HttpStatusCode? Status, TimeSpan Took, string? RetryAfter);
}
