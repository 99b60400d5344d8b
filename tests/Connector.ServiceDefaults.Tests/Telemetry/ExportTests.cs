using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Connector.ServiceDefaults.Tests.Telemetry;

public sealed class ExportTests : IDisposable
{
    private readonly ActivitySource _source = new("Connector.Tests");
    private readonly Meter _meter = new("Connector.Tests");
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Our_sources_and_meters_are_exported_under_the_application_name()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var app = await TestApp.StartAsync(collector.Configure))
        {
            _source.StartActivity("think")?.Dispose();
            _meter.CreateCounter<int>("connector.tests.thoughts").Add(1);
            await app.StopAsync(_ct);
        }

        Assert.Contains("think", collector.Spans, StringComparison.Ordinal);
        Assert.Contains("test-app", collector.Spans, StringComparison.Ordinal);
        Assert.Contains("service.version", collector.Spans, StringComparison.Ordinal);
        Assert.Contains("connector.tests.thoughts", collector.Metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_given_from_outside_wins()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var app = await TestApp.StartAsync(builder =>
        {
            collector.Configure(builder);
            builder.Set("OTEL_SERVICE_NAME", "named-outside");
        }))
        {
            _source.StartActivity("think")?.Dispose();
            await app.StopAsync(_ct);
        }

        Assert.Contains("named-outside", collector.Spans, StringComparison.Ordinal);
        Assert.DoesNotContain("test-app", collector.Spans, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("http://127.0.0.1:9", true)]
    public async Task Exporter_is_registered_only_with_an_endpoint(string endpoint, bool registered)
    {
        IServiceCollection services = new ServiceCollection();
        await using var app = await TestApp.StartAsync(
            builder => builder.Set("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            afterDefaults: builder => services = builder.Services);

        Assert.Equal(registered, services.Any(service => service.ServiceType.Assembly == typeof(OtlpExporterOptions).Assembly));
        Assert.NotNull(app.Services.GetService<TracerProvider>());
        Assert.NotNull(app.Services.GetService<MeterProvider>());
        Assert.NotNull(app.Services.GetService<LoggerProvider>());
    }
}
