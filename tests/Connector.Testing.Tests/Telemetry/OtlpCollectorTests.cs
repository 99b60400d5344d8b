using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Connector.Testing.Telemetry;

public sealed class OtlpCollectorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<OtlpExportProtocol> Protocols => [OtlpExportProtocol.Grpc, OtlpExportProtocol.HttpProtobuf];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exported_spans_arrive_with_their_relations_and_attributes(OtlpExportProtocol protocol)
    {
        await using var collector = await OtlpCollector.StartNewAsync(Cancellation);
        using var source = new ActivitySource("Connector.Test." + protocol);
        var linked = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        Activity parent;
        using (var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name)
            .ConfigureResource(resource => resource.AddService("tested"))
            .AddOtlpExporter(options => Point(options, collector, protocol, "traces")).Build())
        {
            parent = source.StartActivity("outer", ActivityKind.Server)!;
            using (var child = source.StartActivity(ActivityKind.Client, name: "inner", links: [new ActivityLink(linked)])!)
            {
                child.SetTag("text", "value").SetTag("count", 3).SetTag("flag", true).SetStatus(ActivityStatusCode.Error);
            }

            parent.Dispose();
        }

        var outer = await collector.WaitForSpanAsync(span => span.Name == "outer", "the outer span", cancellationToken: Cancellation);
        var inner = await collector.WaitForSpanAsync(span => span.Name == "inner", "the inner span", cancellationToken: Cancellation);
        Assert.Equal(("tested", source.Name, ActivityKind.Server, ""), (outer.Service, outer.Source, outer.Kind, outer.ParentSpanId));
        Assert.Equal(parent.TraceId.ToHexString(), outer.TraceId);
        Assert.Equal((outer.TraceId, outer.SpanId, ActivityKind.Client), (inner.TraceId, inner.ParentSpanId, inner.Kind));
        Assert.Equal(ActivityStatusCode.Error, inner.Status);
        Assert.Equal(("value", "3", "true"), (inner.Attributes["text"], inner.Attributes["count"], inner.Attributes["flag"]));
        Assert.Equal([(linked.TraceId.ToHexString(), linked.SpanId.ToHexString())], inner.Links);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exported_logs_and_metrics_arrive(OtlpExportProtocol protocol)
    {
        await using var collector = await OtlpCollector.StartNewAsync(Cancellation);
        using var meter = new Meter("Connector.Test." + protocol);
        using (var logs = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
            options.AddOtlpExporter(exporter => Point(exporter, collector, protocol, "logs")))))
        using (var metrics = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name)
            .AddOtlpExporter(exporter => Point(exporter, collector, protocol, "metrics")).Build())
        {
            logs.CreateLogger("test").LogWarning("Hello {Name}", "world");
            meter.CreateCounter<int>("jobs").Add(1);
        }

        await Eventually.TrueAsync(() => collector.Logs.Count > 0 && collector.Metrics.Count > 0, cancellationToken: Cancellation);
        var log = Assert.Single(collector.Logs);
        Assert.Equal(("Warning", "world"), (log.Severity, log.Attributes["Name"]));
        Assert.Contains(collector.Metrics, metric => metric.Name == "jobs");
    }

    [Fact]
    public async Task Secret_in_any_attribute_is_found_in_clear_and_encoded()
    {
        await using var collector = await OtlpCollector.StartNewAsync(Cancellation);
        using var source = new ActivitySource("Connector.Test.Secrets");
        using (var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name)
            .AddOtlpExporter(options => Point(options, collector, OtlpExportProtocol.Grpc, "traces")).Build())
        {
            source.StartActivity("call")!.SetTag("url.query", "token=open%20sesame").Dispose();
        }

        await collector.WaitForSpanAsync(span => span.Name == "call", "the span", cancellationToken: Cancellation);
        Assert.Single(collector.RequestsWith("open sesame"));
        Assert.Single(collector.RequestsWith("url.query"));
        Assert.Empty(collector.RequestsWith("close sesame"));
    }

    private static void Point(OtlpExporterOptions options, OtlpCollector collector, OtlpExportProtocol protocol, string signal)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc
            ? collector.GrpcEndpoint
            : new Uri(collector.HttpEndpoint, "/v1/" + signal);
    }
}
