namespace Connector.Cli.Discovery;

/// <summary>A survey as Markdown, to be kept or sent.</summary>
internal static class Markdown
{
    public static IEnumerable<string> Of(Survey survey)
    {
        yield return $"# {survey.Tenant}";
        foreach (var section in Section.Of(survey))
        {
            yield return "";
            yield return $"## {section.Title}";
            yield return "";
            foreach (var line in section.Rows.Count == 0 ? ["None."] : Table(section))
            {
                yield return line;
            }

            foreach (var note in section.Notes)
            {
                yield return "";
                yield return note;
            }
        }

        yield return "";
        yield return "## A mapping that seems meant";
        yield return "";
        yield return "```";
        foreach (var proposed in survey.Mapping)
        {
            yield return proposed.Line;
        }

        yield return "```";
    }

    private static IEnumerable<string> Table(Section section) =>
    [
        Row(section.Columns.Select(column => column.TrimStart('#'))),
        Row(section.Columns.Select(column => column.StartsWith('#') ? "---:" : "---")),
        .. section.Rows.Select(Row),
    ];

    // A bar would end the cell, a line break the row.
    private static string Row(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => Showing.Screen.Clean(cell).Replace("|", "\\|", StringComparison.Ordinal)))} |";
}
