using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Connector.ServiceDefaults.Tests;

/// <summary>
/// Takes what the real OTLP exporter sends (HTTP, protobuf) and keeps the bytes as they come over the wire. Protobuf holds its strings in
/// clear, so a text that was exported can be found in them.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, string Body)> _received = new();
    private WebApplication _app = null!;

    public string Spans => Received("traces");

    public string Logs => Received("logs");

    public string Metrics => Received("metrics");

    public bool IsEmpty => _received.IsEmpty;

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        collector._app = await TestApp.StartPlainAsync(app => app.MapPost("/v1/{signal}", collector.ReceiveAsync));
        return collector;
    }

    /// <summary>Points the exporter of the service at this collector.</summary>
    public void Configure(WebApplicationBuilder builder)
    {
        builder.Set("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Address().ToString());
        builder.Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Received(string signal) => string.Concat(_received.Where(part => part.Signal == signal).Select(part => part.Body));

    private async Task ReceiveAsync(string signal, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((signal, Encoding.Latin1.GetString(body.ToArray())));
    }
}
