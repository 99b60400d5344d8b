using System.Collections.Concurrent;

namespace Connector.Conformance;

/// <summary>
/// What the suite learned about a tenant where SuperOffice's documents are silent or contradict each other: no failures, but what to know before
/// one lets the connector loose on it. Holds no names, values or secrets of the tenant.
/// </summary>
public sealed class Findings
{
    private readonly ConcurrentDictionary<string, string> _all = new(StringComparer.Ordinal);

    /// <summary>Notes an answer to a question, and prints it with the test's output.</summary>
    public void Note(string question, string answer)
    {
        _all[question] = answer;
        TestContext.Current.TestOutputHelper?.WriteLine($"{question}: {answer}");
    }

    /// <summary>Writes them as a table of Markdown.</summary>
    public void WriteTo(string file, string tenant, DateTimeOffset now)
    {
        var rows = _all.OrderBy(finding => finding.Key, StringComparer.Ordinal).Select(finding => $"| {finding.Key} | {Cell(finding.Value)} |");
        File.WriteAllLines(file, [$"# Findings about {tenant}, {now:yyyy-MM-dd}", "", "| question | answer |", "| --- | --- |", .. rows]);
    }

    private static string Cell(string text) => text.ReplaceLineEndings("<br>").Replace("|", "\\|", StringComparison.Ordinal);
}
