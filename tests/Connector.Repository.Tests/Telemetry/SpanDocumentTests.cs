using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>The document names every span of ours, every source and every attribute, and no other.</summary>
public sealed partial class SpanDocumentTests
{
    private static readonly IReadOnlyList<string[]> Rows = TelemetryDocument.Rows("## Spans");

    [Fact]
    public void Every_span_stands_there() =>
        Assert.Equal(All(Span()), Rows.Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_source_stands_there() =>
        Assert.Equal(All(Source()), Rows.Select(row => row[1].Trim('`')).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_attribute_stands_there() => Assert.Equal(
        All(Attribute()),
        Quoted().Matches(TelemetryDocument.Section("## Spans")).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> All(Regex what) =>
        ServiceSource.Files.SelectMany(source => what.Matches(source)).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("""StartActivity\(\s*\$?"(?<name>[^"]+)""")]
    private static partial Regex Span();

    [GeneratedRegex("""ActivitySource \w+ = new\("(?<name>[^"]+)""")]
    private static partial Regex Source();

    [GeneratedRegex("""SetTag\("(?<name>[^"]+)""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"`(?<name>(connector|db)\.[a-z.]+)`")]
    private static partial Regex Quoted();
}
