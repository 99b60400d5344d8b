using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>Reads <c>docs/telemetry.md</c>.</summary>
internal static partial class TelemetryDocument
{
    public const string Path = "docs/telemetry.md";

    public static string Text { get; } = Repository.Read(Path);

    /// <summary>The cells of each row of a table below a heading, without the table's own two lines.</summary>
    public static IReadOnlyList<string[]> Rows(string heading) =>
        [.. Section(heading).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(Cells).Where(cells => cells[0] != "---").Skip(1)];

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public static IReadOnlySet<string> Anchors { get; } = Heading().Matches(Text)
        .Select(heading => NoAnchor().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);

    public static string[] Cells(string row) => [.. row.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim())];

    /// <summary>What stands below a heading of the second level.</summary>
    public static string Section(string heading)
    {
        var start = Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Path} has no heading '{heading}'.");
        var end = Text.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    [GeneratedRegex(@"^#{2,4} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();
}
