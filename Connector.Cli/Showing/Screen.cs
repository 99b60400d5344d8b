using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Connector.Cli.Showing;

/// <summary>
/// Stdout for people: tables as wide as the terminal, colour only on one and never with <c>NO_COLOR</c>. What comes from the dashboard
/// may have been written by strangers: no control character of theirs reaches the terminal.
/// </summary>
internal sealed class Screen
{
    private const int WidthInFiles = 160;
    private const int MostOfValue = 300;

    private readonly IAnsiConsole _console;

    public Screen(TextWriter output)
    {
        // Only stdout can be a terminal, and that not always.
        var isFile = output != Console.Out || Console.IsOutputRedirected;
        var isPlain = isFile || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns is >= 40 and <= 500)
        {
            _console.Profile.Width = columns;
        }
        else if (isFile)
        {
            _console.Profile.Width = WidthInFiles;
        }
    }

    /// <summary>One line.</summary>
    public void Say(string text, Color? color = null) => _console.Write(new Paragraph(Clean(text) + "\n", new Style(color)));

    /// <summary>A table; columns whose name begins with <c>#</c> are numbers.</summary>
    public void Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(column.TrimStart('#')));
            table.AddColumn(column.StartsWith('#') ? header.RightAligned().NoWrap() : header);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Clean(cell))));
        }

        _console.Write(table);
    }

    /// <summary>The items of a list as a table, or a sentence if there are none.</summary>
    public void List(JsonElement list, string none, string[] columns, Func<JsonElement, string[]> row)
    {
        var items = list.GetProperty("items").EnumerateArray().ToList();
        if (items.Count == 0)
        {
            Say(none);
            return;
        }

        Table(columns, items.Select(row));
    }

    /// <summary>A moment, in UTC, short enough for a column.</summary>
    public static string Time(JsonElement item, string name) =>
        item.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String
            ? at.GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A text, empty if there is none.</summary>
    public static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A number with thousands apart.</summary>
    public static string Number(JsonElement item, string name) => item.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A value of the CRM, short enough for a screen.</summary>
    public static string Value(string? text) => text switch
    {
        null or "" => "(empty)",
        { Length: > MostOfValue } => text[..MostOfValue] + "…",
        _ => text,
    };

    /// <summary>Line breaks and other control characters become blanks.</summary>
    public static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? ' ' : c));
}
