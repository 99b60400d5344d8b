using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Connector.Testing.Telemetry.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Testing.Telemetry;

/// <summary>
/// Takes what services export: traces, logs and metrics, over gRPC and over http/protobuf, on random loopback ports. Keeps every
/// request's bytes, so that a test can show that a secret stands in none of them, and decodes what tests ask about.
/// </summary>
/// <remarks>
/// For a process: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> = <see cref="GrpcEndpoint"/>, or <see cref="HttpEndpoint"/> with
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>; <c>OTEL_BSP_SCHEDULE_DELAY=200</c> and its like shorten the wait.
/// </remarks>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<OtlpRequest> _requests = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<ReceivedLog> _logs = new();
    private readonly ConcurrentDictionary<(string Service, string Name), bool> _metrics = new();
    private readonly WebApplication _app;

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        Map("trace", "TraceService", "traces", TakeSpans);
        Map("logs", "LogsService", "logs", TakeLogs);
        Map("metrics", "MetricsService", "metrics", TakeMetrics);
    }

    /// <summary>Base address for <c>grpc</c>.</summary>
    public Uri GrpcEndpoint => Address(0);

    /// <summary>Base address for <c>http/protobuf</c>; an exporter appends <c>/v1/traces</c> and so on.</summary>
    public Uri HttpEndpoint => Address(1);

    /// <summary>Everything received, undecoded.</summary>
    public IReadOnlyCollection<OtlpRequest> Requests => _requests;

    /// <summary>All spans so far, in order of arrival.</summary>
    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>All log records so far, in order of arrival.</summary>
    public IReadOnlyCollection<ReceivedLog> Logs => _logs;

    /// <summary>The instruments that reported, as (service, name).</summary>
    public IReadOnlyCollection<(string Service, string Name)> Metrics => [.. _metrics.Keys];

    /// <summary>A collector that listens; the caller disposes it.</summary>
    public static async Task<OtlpCollector> StartNewAsync(CancellationToken cancellationToken = default)
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>Waits until a span that <paramref name="accept"/> likes has arrived.</summary>
    public async Task<ReceivedSpan> WaitForSpanAsync(
        Func<ReceivedSpan, bool> accept, string because, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        (await Eventually.ValueAsync(
            () => Task.FromResult(Spans.FirstOrDefault(accept)), span => span is not null, deadline, because, cancellationToken))!;

    /// <summary>The requests in whose bytes the text stands, in clear or percent-encoded.</summary>
    public IReadOnlyList<OtlpRequest> RequestsWith(string secret)
    {
        var spellings = new[] { secret, Uri.EscapeDataString(secret) }.Select(Encoding.UTF8.GetBytes).ToList();
        return [.. _requests.Where(request => spellings.Any(spelling => request.Body.Span.IndexOf(spelling) >= 0))];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map(string package, string service, string path, Action<byte[]> take)
    {
        _app.MapPost($"/opentelemetry.proto.collector.{package}.v1.{service}/Export", (HttpContext http) => OtlpTransport.GrpcAsync(http, Keep));
        _app.MapPost($"/v1/{path}", (HttpContext http) => OtlpTransport.HttpAsync(http, Keep));

        void Keep(byte[] body)
        {
            _requests.Enqueue(new OtlpRequest(path, body));
            take(body);
        }
    }

    private Uri Address(int index) =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(index));

    private void TakeSpans(byte[] body)
    {
        foreach (var resource in TraceRequest.Parser.ParseFrom(body).ResourceSpans)
        {
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    _spans.Enqueue(ReceivedSpan.From(resource.Resource, scope.Scope, span));
                }
            }
        }
    }

    private void TakeLogs(byte[] body)
    {
        foreach (var resource in LogRequest.Parser.ParseFrom(body).ResourceLogs)
        {
            foreach (var record in resource.ScopeLogs.SelectMany(scope => scope.LogRecords))
            {
                _logs.Enqueue(ReceivedLog.From(resource.Resource, record));
            }
        }
    }

    private void TakeMetrics(byte[] body)
    {
        foreach (var resource in MetricRequest.Parser.ParseFrom(body).ResourceMetrics)
        {
            foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
            {
                _metrics.TryAdd((OtlpValue.ServiceOf(resource.Resource), metric.Name), true);
            }
        }
    }
}
