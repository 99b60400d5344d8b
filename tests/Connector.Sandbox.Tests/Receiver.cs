using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Sandbox.Tests;

/// <summary>What a receiver got.</summary>
public sealed record Received(byte[] Body, IReadOnlyDictionary<string, string> Headers, string Query, string? ContentType)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string EventName => Json["Event"]!.GetValue<string>();

    public IReadOnlyList<string> Columns => [.. Json["Changes"]!.AsArray().Select(column => column!.GetValue<string>())];
}

/// <summary>A webhook target on a random port that answers as told.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    public Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/connector/webhook", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            Received got = new(body.ToArray(), headers, context.Request.QueryString.ToString(), context.Request.ContentType);
            _received.Enqueue(got);
            return Results.StatusCode(Answer(got));
        });
    }

    /// <summary>The status to answer with.</summary>
    public Func<Received, int> Answer { get; set; } = _ => 200;

    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>Starts to listen and returns the sandbox settings that point at it.</summary>
    public async Task<Dictionary<string, string>> StartAsync(params (string Key, string Value)[] more)
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Dictionary<string, string> settings = new()
        {
            ["Sandbox:WebhookUrl"] = Url.AbsoluteUri,
            ["Sandbox:WebhookToken"] = "the-webhook-token",
        };
        foreach (var (key, value) in more)
        {
            settings["Sandbox:" + key] = value;
        }

        return settings;
    }

    /// <summary>The address; only after the start.</summary>
    public Uri Url => new(_app.Urls.First() + "/connector/webhook");

    public void Clear() => _received.Clear();

    public async Task<Received> FirstAsync(string name) => (await WaitAsync(name, 1))[0];

    public Task<List<Received>> WaitAsync(string name, int count) => Testing.Eventually.ValueAsync(
        () => Task.FromResult(All.Where(one => one.EventName == name).ToList()), found => found.Count >= count,
        because: $"{count} × {name}", cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static string Text(Received received) => Encoding.UTF8.GetString(received.Body);
}
