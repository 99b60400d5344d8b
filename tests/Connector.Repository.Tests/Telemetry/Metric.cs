using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>An instrument that our source creates.</summary>
/// <param name="Name">Such as <c>connector.jobs.dead</c>.</param>
/// <param name="Kind"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Unit">As OpenTelemetry writes it; empty for none.</param>
internal sealed partial record Metric(string Name, string Kind, string Unit)
{
    /// <summary>Those of all services.</summary>
    public static IReadOnlyList<Metric> All { get; } = [.. ServiceSource.Files.SelectMany(Of)];

    /// <summary>The name that Prometheus knows it by. Source of the rules: OpenTelemetry's specification, "Prometheus and OpenMetrics Compatibility".</summary>
    public string Prometheus
    {
        get
        {
            var unit = Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            };
            return Name.Replace('.', '_') + unit + (Kind == "counter" ? "_total" : "");
        }
    }

    /// <summary>The series that it becomes.</summary>
    public IEnumerable<string> Series => Kind == "histogram" ? new[] { "_bucket", "_sum", "_count" }.Select(part => Prometheus + part) : [Prometheus];

    private static IEnumerable<Metric> Of(string source)
    {
        var created = Creation().Matches(source);
        // A name that is no literal would be missing in the document unnoticed.
        Assert.Equal(AnyCreation().Count(source), created.Count);
        return created.Select(match => new Metric(
            match.Groups["name"].Value,
            match.Groups["kind"].Value.Replace("Observable", "", StringComparison.Ordinal).ToLowerInvariant(),
            Unit_().Match(match.Groups["rest"].Value) is { Success: true } unit ? unit.Groups["unit"].Value : ""));
    }

    [GeneratedRegex(
        """\.Create(?<kind>(Observable)?(Counter|UpDownCounter|Gauge|Histogram))(<\w+>)?\(\s*"(?<name>[^"]+)"(?<rest>.*?)\);""",
        RegexOptions.Singleline)]
    private static partial Regex Creation();

    [GeneratedRegex(@"\.Create(Observable)?(Counter|UpDownCounter|Gauge|Histogram)\b")]
    private static partial Regex AnyCreation();

    [GeneratedRegex("""
        "(?<unit>\{[a-z]+\}|s|By)"
        """)]
    private static partial Regex Unit_();
}
