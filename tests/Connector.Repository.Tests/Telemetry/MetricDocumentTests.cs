namespace Connector.Repository.Tests.Telemetry;

/// <summary>The document names every metric that there is, as it is, and no other.</summary>
public sealed class MetricDocumentTests
{
    private static readonly IReadOnlyList<string[]> Rows = TelemetryDocument.Rows("## Metrics");

    [Fact]
    public void Every_metric_stands_there_with_the_name_that_Prometheus_knows_its_kind_and_unit()
    {
        Assert.InRange(Metric.All.Count, 30, 200);
        Assert.Equal(
            Metric.All.Select(metric => $"`{metric.Name}` | `{metric.Prometheus}` | {metric.Kind}{(metric.Unit.Length > 0 ? $", `{metric.Unit}`" : "")}")
                .Order(StringComparer.Ordinal),
            Rows.Select(row => string.Join(" | ", row[..3])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_says_what_it_means_and_what_to_do() => Assert.All(Rows, row =>
    {
        Assert.Equal(6, row.Length);
        Assert.All(row, cell => Assert.NotEqual("", cell));
    });
}
